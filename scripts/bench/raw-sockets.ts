/**
 * A peer: sockets of a Bun.serve by hand, without persistence. `/{room}/{side}` listens to what the other side of the
 * room does; a `typing` frame is read as JSON and published with who it is.
 */

interface Seat {
  room: string
  side: string
}

const otherSide = (side: string) => (side === 'seeker' ? 'helper' : 'seeker')

const server = Bun.serve<Seat>({
  port: 0,
  hostname: '127.0.0.1',
  fetch: (request, peer) => {
    const [, room = '', side = ''] = new URL(request.url).pathname.split('/')
    return peer.upgrade(request, { data: { room, side } }) ? undefined : new Response(null, { status: 400 })
  },
  websocket: {
    idleTimeout: 0,
    sendPings: false,
    open: ws => {
      const { room, side } = ws.data
      ws.subscribe(`${room} ${side}`)
    },
    message: (ws, text) => {
      const { room, side } = ws.data
      const { is_typing }: { is_typing: boolean } = JSON.parse(String(text))
      const data = { user_id: '00000000-0000-7000-8000-000000000000', user_name: side, is_typing }
      server.publish(`${room} ${otherSide(side)}`, JSON.stringify({ type: 'typing', data }))
    },
  },
})
process.stdout.write(`http://127.0.0.1:${server.port}\n`)
