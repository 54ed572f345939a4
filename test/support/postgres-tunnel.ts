import { connect, createServer, type Socket } from 'node:net'

/** What a tunnel does with the bytes of one side. null cuts the connection in their place. */
type Pass = (bytes: Buffer) => Buffer | null

export interface PostgresTunnel {
  /** The same database through the tunnel. */
  urlOf(url: string): string
  fromClient: Pass
  fromServer: Pass
  end(): void
}

/** A network between the product and PostgreSQL that can lose and change what goes through it. */
export const startPostgresTunnel = async (port: number): Promise<PostgresTunnel> => {
  const sockets = new Set<Socket>()
  const server = createServer(client => {
    const upstream = connect(port, '127.0.0.1')
    for (const [one, other, direction] of [
      [client, upstream, 'fromClient'],
      [upstream, client, 'fromServer'],
    ] as const) {
      sockets.add(one)
      one.on('data', bytes => {
        const passed = tunnel[direction](Buffer.from(bytes))
        if (passed) other.write(passed)
        else client.destroy()
      })
      one.on('error', () => other.destroy())
      one.on('close', () => {
        sockets.delete(one)
        other.end()
      })
    }
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The tunnel has no port.')
  const tunnel: PostgresTunnel = {
    urlOf: url => url.replace(`:${port}/`, `:${address.port}/`),
    fromClient: bytes => bytes,
    fromServer: bytes => bytes,
    end: () => {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
  return tunnel
}

/** Replaces text by another one of the same length, so that the lengths in the messages stay right. */
export const replaceIn =
  (text: string, other: string): Pass =>
  bytes =>
    Buffer.from(bytes.toString('latin1').replaceAll(text, other), 'latin1')
