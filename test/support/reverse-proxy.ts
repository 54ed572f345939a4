import { connect, createServer, type Socket } from 'node:net'

interface ProxyOptions {
  /** The server behind it. */
  upstream: string
  /** Requests outside of it are refused. */
  prefix: string
  /** Whether the server sees the prefix. */
  strips: boolean
}

/** A reverse proxy that serves one upstream below a path: one request a connection, upgrades to WebSockets included. */
export const startReverseProxy = async ({ upstream, prefix, strips }: ProxyOptions) => {
  const { hostname, port } = new URL(upstream)
  const forward = (client: Socket, head: string, rest: Buffer) => {
    const [, method = '', path = '', version = ''] = /^(\S+) (\S+) (\S+)\r\n/.exec(head) ?? []
    if (!path.startsWith(prefix)) {
      client.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
      return
    }
    const isUpgrade = /^upgrade:/im.test(head)
    const headers = head.slice(head.indexOf('\r\n')).replace(/\r\nconnection:[^\r]*/i, '')
    const sentPath = strips ? path.slice(prefix.length) || '/' : path
    const server = connect(Number(port), hostname, () => {
      server.write(`${method} ${sentPath} ${version}${headers}`.replace(/\r\n\r\n$/, ''))
      server.write(`\r\nConnection: ${isUpgrade ? 'Upgrade' : 'close'}\r\n\r\n`)
      server.write(rest)
      client.pipe(server)
      server.once('data', (start: Buffer) => {
        // The client must not use the connection again.
        const closing = isUpgrade ? '' : 'Connection: close\r\n'
        const lineEnd = start.indexOf('\r\n') + 2
        client.write(
          Buffer.concat([start.subarray(0, lineEnd), Buffer.from(closing), start.subarray(lineEnd)]),
        )
        server.pipe(client)
      })
    })
    server.on('error', () => client.destroy())
    client.on('error', () => server.destroy())
  }
  const listener = createServer(client => {
    let seen = Buffer.alloc(0)
    const read = (chunk: Buffer) => {
      seen = Buffer.concat([seen, chunk])
      const end = seen.indexOf('\r\n\r\n')
      if (end < 0) return
      client.off('data', read)
      client.pause()
      forward(client, seen.subarray(0, end + 4).toString('latin1'), seen.subarray(end + 4))
    }
    client.on('data', read)
    client.on('error', () => {})
  })
  const { promise, resolve } = Promise.withResolvers<void>()
  listener.listen(0, '127.0.0.1', resolve)
  await promise
  const address = listener.address()
  if (address === null || typeof address === 'string') throw new Error('The proxy does not listen.')
  return {
    origin: `http://127.0.0.1:${address.port}`,
    stop: () => {
      listener.close()
    },
  }
}
