import { connect } from 'node:net'

/**
 * Writes `parts` to a socket, a moment apart, as no well-behaved client would.
 * @returns what the server said: one whole answer, or whatever came before the connection was closed
 * @param goesAfterMs when the client hangs up, if it does not wait for the answer
 */
export const speakRaw = (url: string, parts: string[], goesAfterMs?: number): Promise<string> => {
  const { hostname, port } = new URL(url)
  const { promise, resolve } = Promise.withResolvers<string>()
  let heard = ''
  const socket = connect(Number(port), hostname)
  const finish = () => {
    socket.destroy()
    resolve(heard)
  }
  socket.on('data', chunk => {
    heard += chunk.toString()
    if (isWholeAnswer(heard)) finish()
  })
  socket.on('close', finish)
  socket.on('error', finish)
  socket.on('connect', async () => {
    for (const part of parts) {
      socket.write(part)
      await Bun.sleep(20)
    }
    if (goesAfterMs !== undefined) setTimeout(finish, goesAfterMs)
  })
  return promise
}

const isWholeAnswer = (heard: string): boolean => {
  const [head, body] = heard.split('\r\n\r\n')
  const length = /^content-length: (\d+)/im.exec(head ?? '')?.[1]
  return body !== undefined && length !== undefined && Buffer.byteLength(body) >= Number(length)
}
