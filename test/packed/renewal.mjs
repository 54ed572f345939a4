import { memoryTokens } from 'chayenity/client'
import { startChayenity } from 'chayenity/testing'
import { WebSocket } from 'ws'

/** A socket outlives its access token of one minute: the client renews it half a minute before it ends. */
const server = await startChayenity({ settings: { ACCESS_TOKEN_MINUTES: '1' }, WebSocket })
const tokens = memoryTokens()
const world = server.world('renewal')
const mali = await world.loginAs('mali')
const client = world.client({ tokens })
await client.login({ email: 'mali@example.com', password: 'demo-password' })
const states = []
const subscription = client.subscribe.notifications(({ type, data }) => {
  if (type === 'connection') states.push(data.state)
})
const first = tokens.load().access_token
await new Promise(resolve => setTimeout(resolve, 65_000))
subscription.close()
process.stdout.write(
  `${JSON.stringify({ states, isRenewed: tokens.load().access_token !== first, id: (await mali.getUserProfile()).id })}\n`,
)
await server.stop()
