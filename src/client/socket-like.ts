/** Types of events differ between browsers and packages. */
export interface SocketLike {
  readonly readyState: number
  onopen: unknown
  onmessage: unknown
  onclose: unknown
  send(data: string): void
  close(): void
}

export type SocketConstructor = new (url: string) => SocketLike
