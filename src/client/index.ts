import { createOperations, type Operations, type TokenPair } from './api.ts'
import type { CallOptions } from './call.ts'
import type { ClientOptions } from './client-options.ts'
import { type Box, type GigUpdate, watchArea } from './gig-area.ts'
import { NotificationFeed, type NotificationUpdate, type Subscription } from './notifications.ts'
import { Room, type RoomOptions, type RoomSubscription, type RoomUpdate } from './room.ts'
import { Transport } from './transport.ts'

export type * from './api.ts'
export type { CallOptions, Upload } from './call.ts'
export type { ClientOptions } from './client-options.ts'
// biome-ignore lint/performance/noBarrelFile: the entry of a package.
export { ChayenityError, type FailureCode } from './error.ts'
export type { Box, GigUpdate } from './gig-area.ts'
export type { ConnectionState } from './live-socket.ts'
export type { NotificationUpdate, Subscription } from './notifications.ts'
export type { RoomOptions, RoomSubscription, RoomUpdate } from './room.ts'
export { browserTokens, memoryTokens, type TokenStore, type Tokens } from './session.ts'
export type { SocketConstructor } from './socket-like.ts'
export { newKey } from './waiting.ts'

/** A subscription reconnects by itself and gets what it missed. @throws TypeError without a WebSocket, or a whole address */
export interface Subscribe {
  /** The newest messages come first, then everything that happens in the room. */
  room(roomId: string, listener: (update: RoomUpdate) => void, options?: RoomOptions): RoomSubscription
  notifications(listener: (update: NotificationUpdate) => void): Subscription
  map(box: Box, listener: (update: GigUpdate) => void): Subscription
}

export interface Client extends Operations {
  /** The calls that follow are those of this user. */
  login(input: { email: string; password: string }, options?: CallOptions): Promise<TokenPair>
  /** Calls and sockets do so by themselves. */
  refreshAccessToken(): Promise<string>
  readonly subscribe: Subscribe
}

/** @throws TypeError when `baseUrl` is no address */
export const createClient = (options: ClientOptions): Client => {
  const transport = new Transport(options)
  const operations = createOperations(transport.call)
  return {
    ...operations,
    login: ({ email, password }, more) => transport.login(email, password, more),
    refreshAccessToken: () => transport.refresh(),
    logout: more => transport.ending(operations.logout(more)),
    logoutEverywhere: more => transport.ending(operations.logoutEverywhere(more)),
    subscribe: {
      room: (roomId, listener, more) => new Room(transport, operations, roomId, listener, more),
      notifications: listener => new NotificationFeed(transport, operations, listener),
      map: (box, listener) => watchArea(transport, box, listener),
    },
  }
}
