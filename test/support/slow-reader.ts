import { connect, type Socket } from 'node:net'
import type { TestServer } from './server.ts'

/** A WebSocket peer written by hand: it shakes hands, and from then on neither reads nor answers a ping. */
export const connectSilentPeer = async (
  server: Pick<TestServer, 'url'>,
  path: string,
  token: string,
): Promise<Socket> => {
  const { hostname, port, host } = new URL(server.url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => {})
  socket.write(
    [
      `GET ${path}?token=${token} HTTP/1.1`,
      `Host: ${host}`,
      'Upgrade: websocket',
      'Connection: Upgrade',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      '\r\n',
    ].join('\r\n'),
  )
  await new Promise(resolve => socket.once('data', resolve))
  socket.pause()
  return socket
}
