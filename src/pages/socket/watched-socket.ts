import type { SocketConstructor } from '../../client/index.ts'

export interface SocketWatcher {
  opened(socket: WebSocket, path: string): void
  received(text: string): void
  sent(text: string): void
  closed(code: number, reason: string): void
}

export const watchedSocket = (watcherOf: (path: string) => SocketWatcher): SocketConstructor =>
  class extends WebSocket {
    readonly #watcher: SocketWatcher

    constructor(url: string) {
      super(url)
      const { pathname } = new URL(url)
      this.#watcher = watcherOf(pathname)
      this.addEventListener('open', () => this.#watcher.opened(this, pathname))
      this.addEventListener('message', ({ data }) => this.#watcher.received(data))
      this.addEventListener('close', ({ code, reason }) => this.#watcher.closed(code, reason))
    }

    override send(text: string): void {
      super.send(text)
      this.#watcher.sent(text)
    }
  }
