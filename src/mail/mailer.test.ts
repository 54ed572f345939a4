import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { startMailServer } from '../../test/support/mail-server.ts'
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
})
