import { afterAll, beforeAll, describe, expect, spyOn, test } from 'bun:test'
import { createServer, type Socket } from 'node:net'
import { startMailServer } from '../../test/support/mail-server.ts'
import { systemClock } from '../lib/clock.ts'
import { createLog } from '../lib/log.ts'
import { createSendMail } from './mailer.ts'

let mailServer: Awaited<ReturnType<typeof startMailServer>>
beforeAll(async () => {
  mailServer = await startMailServer()
})
afterAll(() => mailServer.stop())

const mail = { to: 'somchai@example.com', subject: 'A new password', text: 'Here is the link.' }
const senderWith = (smtpUrl: string | null, mode: 'demo' | 'production' = 'production') =>
  createSendMail({ smtpUrl, mailFrom: 'Chayenity <us@example.com>', mode }, createLog('silent'))

describe('a mail', () => {
  test('is sent with its sender, subject and text', async () => {
    await senderWith(mailServer.url)?.(mail)
    await mailServer.received(1)
    expect(mailServer.mails[0]?.to).toBe(mail.to)
    const { data = '' } = mailServer.mails[0] ?? {}
    for (const line of ['From: Chayenity <us@example.com>', 'Subject: A new password', 'Here is the link.'])
      expect(data).toContain(line)
  })

  test('that is refused says why, and never to whom', async () => {
    mailServer.settings.isRejecting = true
    const message = await senderWith(mailServer.url)?.(mail).catch(error => String(error))
    mailServer.settings.isRejecting = false
    expect(message).toBe('Error: The mail server did not take a mail (EENVELOPE, 550, RCPT TO).')
  })

  test('that cannot be handed over says what is known of it', async () => {
    const message = await senderWith('smtp://127.0.0.1:1')?.(mail).catch(error => String(error))
    expect(message).toBe('Error: The mail server did not take a mail (ESOCKET, CONN).')
  })

  test('is never sent without a server: a demo logs it, production has no way', async () => {
    expect(senderWith(null)).toBeNull()
    await senderWith(null, 'demo')?.(mail)
    expect(senderWith(null, 'demo')).not.toBeNull()
  })

  test('in a demo is whole in its log, since nobody gets it', async () => {
    const lines: string[] = []
    const log = createLog('info', { write: line => lines.push(line) })
    await createSendMail({ smtpUrl: null, mailFrom: '', mode: 'demo' }, log)?.(mail)
    expect(lines.map(line => JSON.parse(line))).toMatchObject([{ level: 'info', mail }])
  })

  test('is given up when its server says nothing for twenty seconds', async () => {
    const sockets: Socket[] = []
    const silent = createServer(socket => {
      sockets.push(socket.on('error', () => {}))
    })
    const listening = Promise.withResolvers<void>()
    silent.listen(0, '127.0.0.1', listening.resolve)
    await listening.promise
    const address = silent.address()
    if (address === null || typeof address === 'string') throw new Error('The server has no port.')
    const waits: number[] = []
    const watched = spyOn(systemClock, 'after').mockImplementation((ms, run) => {
      waits.push(ms)
      setImmediate(run)
      return () => {}
    })
    const sending = senderWith(
      `smtp://127.0.0.1:${address.port}?connectionTimeout=500&greetingTimeout=500`,
    )?.(mail)
    const message = await sending?.catch(error => String(error))
    watched.mockRestore()
    for (const socket of sockets) socket.destroy()
    silent.close()
    expect([message, waits]).toEqual(['Error: The mail server did not answer.', [20_000]])
  })
})
