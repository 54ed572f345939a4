import { connect, createServer, type Socket } from 'node:net'

/** A network between a client and a server that a test can break. */
export interface Tunnel {
  url: string
  /** Cuts every connection; new ones fail until it is opened again. */
  shut(): void
  open(): void
  /** Lets the next request through and cuts its connection in place of the response. */
  loseNextResponse(): void
  stop(): Promise<void>
}

export const startTunnel = async (upstream: string): Promise<Tunnel> => {
  const { hostname, port } = new URL(upstream)
  const sockets = new Set<Socket>()
  let isShut = false
  let losses = 0
  const server = createServer(client => {
    if (isShut) {
      client.destroy()
      return
    }
    const onward = connect(Number(port), hostname)
    for (const [one, other] of [
      [client, onward],
      [onward, client],
    ] as const) {
      sockets.add(one)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
    }
    client.on('data', data => onward.write(data))
    onward.on('data', data => {
      if (losses === 0) {
        client.write(data)
        return
      }
      losses -= 1
      client.destroy()
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The tunnel has no port.')
  const cut = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: `http://127.0.0.1:${address.port}`,
    shut: () => {
      isShut = true
      cut()
    },
    open: () => {
      isShut = false
    },
    loseNextResponse: () => {
      losses += 1
    },
    stop: async () => {
      cut()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
