import { createServer, type Socket } from 'node:net'

/** A mail as it arrived: the address it was for, and its lines. */
export interface ReceivedMail {
  to: string
  data: string
}

/** A mail server (RFC 5321) that takes every mail, or none. */
export const startMailServer = async () => {
  const mails: ReceivedMail[] = []
  const waiting: (() => void)[] = []
  const settings = { isRejecting: false }

  const serve = (socket: Socket): void => {
    let to = ''
    let data: string[] | null = null
    const say = (line: string) => socket.write(`${line}\r\n`)
    const hear = (line: string): void => {
      if (data !== null) {
        if (line !== '.') return void data.push(line)
        mails.push({ to, data: data.join('\n') })
        data = null
        say('250 taken')
        for (const resolve of waiting.splice(0)) resolve()
        return
      }
      const command = line.slice(0, 4).toUpperCase()
      if (command === 'RCPT') to = /<(.*)>/.exec(line)?.[1] ?? ''
      if (command === 'RCPT' && settings.isRejecting) return void say(`550 there is no <${to}> here`)
      if (command === 'DATA') {
        data = []
        return void say('354 go on')
      }
      if (command === 'QUIT') socket.end()
      say('250 good')
    }
    let rest = ''
    socket.on('error', () => {})
    socket.on('data', piece => {
      const lines = (rest + piece.toString('utf8')).split('\r\n')
      rest = lines.pop() ?? ''
      for (const line of lines) hear(line)
    })
    say('220 mail.example.com')
  }

  const server = createServer(serve)
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', resolve)
  await promise
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The mail server has no port.')
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    mails,
    settings,
    /** Resolves when that many mails have come. */
    received: async (count: number): Promise<void> => {
      while (mails.length < count) await new Promise<void>(arrived => waiting.push(arrived))
    },
    stop: () => {
      server.close()
    },
  }
}
