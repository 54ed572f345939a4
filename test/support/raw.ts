import { connect } from 'node:net'

/**
 * Writes `parts` to a socket, a moment apart, as no well-behaved client would.
 * @returns everything the server said until it was silent for `silentMs` or closed the connection
 */
export const speakRaw = (url: string, parts: string[], silentMs = 300): Promise<string> => {
  const { hostname, port } = new URL(url)
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  let heard = ''
  const socket = connect(Number(port), hostname)
  const finish = () => {
    socket.destroy()
    resolve(heard)
  }
  socket.setTimeout(silentMs, finish)
  socket.on('data', chunk => {
    heard += chunk.toString()
  })
  socket.on('close', finish)
  socket.on('error', error => (heard === '' && !('code' in error) ? reject(error) : finish()))
  socket.on('connect', async () => {
    for (const part of parts) {
      socket.write(part)
      await Bun.sleep(20)
    }
  })
  return promise
}
