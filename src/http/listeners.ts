import type { Publisher } from '../realtime/hub.ts'
import type { AddressBook } from './client-address.ts'

export interface AppServer extends AddressBook, Publisher {
  upgrade(request: Request, options: { data: unknown }): boolean
}

type Server = Bun.Server<unknown>

/** The servers of one app, with those that were replaced and still have open requests or sockets. */
export class Listeners implements AppServer {
  readonly #servers = new Set<Server>()
  /** Publishing to a server without sockets costs as much as delivering, so the hub reaches only these. */
  readonly #withSockets = new Set<Server>()

  add(server: Server): void {
    this.#servers.add(server)
  }

  /** Resolves when its requests are answered and its sockets closed. */
  async retire(server: Server): Promise<void> {
    await server.stop(false)
    this.#servers.delete(server)
    this.#withSockets.delete(server)
  }

  upgrade(request: Request, options: { data: unknown }): boolean {
    let mismatch: unknown = null
    for (const server of this.#servers) {
      // The socket opens within the call, and may be published to at once.
      this.#withSockets.add(server)
      try {
        return server.upgrade(request, options)
      } catch (error) {
        // Bun does not tell which server received a request, but every other one throws.
        mismatch = error
      } finally {
        this.#forgetServersWithoutSockets()
      }
    }
    if (mismatch) throw mismatch
    return false
  }

  requestIP(request: Request): { address: string } | null {
    const [server] = this.#servers
    return server?.requestIP(request) ?? null
  }

  publish(name: string, text: string): void {
    for (const server of this.#withSockets) server.publish(name, text)
  }

  #forgetServersWithoutSockets(): void {
    for (const server of this.#withSockets)
      if (server.pendingWebSockets === 0) this.#withSockets.delete(server)
  }

  get isBusy(): boolean {
    return [...this.#servers].some(server => server.pendingRequests > 0 || server.pendingWebSockets > 0)
  }

  async close(): Promise<void> {
    await Promise.all([...this.#servers].map(server => server.stop(true)))
    this.#servers.clear()
    this.#withSockets.clear()
  }
}
