import { memoryTokens } from 'chayenity/client'
import { startChayenity } from 'chayenity/testing'
import { WebSocket } from 'ws'

/**
 * A socket outlives its access token of two minutes: the client renews it a minute before it ends. Here that minute
 * takes three seconds.
 */
const { setTimeout: start } = globalThis
globalThis.setTimeout = (work, ms, ...words) => start(work, ms > 45_000 ? ms / 20 : ms, ...words)

const until = async isDone => {
  while (!isDone()) await new Promise(resolve => start(resolve, 20))
}

/** The new token counts for the socket when the server says so, some time after the client has it. */
let isAuthenticated = false
class WatchedSocket extends WebSocket {
  constructor(...given) {
    super(...given)
    this.on('message', text => {
      if (JSON.parse(text).type === 'authenticated') isAuthenticated = true
    })
  }
}

const server = await startChayenity({ settings: { ACCESS_TOKEN_MINUTES: '2' }, WebSocket: WatchedSocket })
const world = server.world('renewal')
const tokens = memoryTokens()
const mali = world.client({ tokens })
await mali.login({ email: 'mali@example.com', password: 'demo-password' })
const { access_token: first } = tokens.load()
const states = []
let isLive = false
const subscription = mali.subscribe.notifications(({ type, data }) => {
  if (type === 'connection') states.push(data.state)
  else isLive = true
})
await until(() => subscription.isOpen)
await world.clock.advance(70)
await until(() => isAuthenticated)
// Now the first token is over, and the second one is not.
await world.clock.advance(70)
const somchai = await world.loginAs('somchai')
const { id: gig_id } = await mali.createGig({
  title: 'Walk a dog',
  description: 'An hour in the park',
  duration_hours: 1,
  budget: 200,
  latitude: 13.75,
  longitude: 100.5,
  address_text: 'Lumphini',
})
await somchai.acceptGig({ gig_id })
await until(() => isLive)
process.stdout.write(JSON.stringify({ states, isRenewed: tokens.load().access_token !== first, isLive }))
subscription.close()
await server.stop()
