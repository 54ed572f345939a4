import type { Transporter } from 'nodemailer'
import type { Config } from '../config.ts'
import { inTime } from '../lib/deadline.ts'
import { isJsonObject } from '../lib/json.ts'
import type { Log } from '../lib/log.ts'

export interface Mail {
  to: string
  subject: string
  text: string
}

/** Rejects when the mail server has not taken the mail. */
export type SendMail = (mail: Mail) => Promise<void>

const timeoutMs = 20_000

/** Without SMTP_URL, a demo writes mails into the log. @returns null where no mail is sent */
export const createSendMail = (
  { smtpUrl, mailFrom, mode }: Pick<Config, 'smtpUrl' | 'mailFrom' | 'mode'>,
  log: Log,
): SendMail | null => {
  if (smtpUrl === null)
    return mode === 'demo'
      ? async mail => log.info({ mail }, 'The demo sends no mail. It would be this one.')
      : null
  let opened: Promise<Transporter> | null = null
  // The package is larger than everything else that starts, and mails are rare.
  const open = async (): Promise<Transporter> => {
    const { createTransport } = await import('nodemailer')
    return createTransport(smtpUrl, { from: mailFrom, disableFileAccess: true, disableUrlAccess: true })
  }
  return async mail => {
    opened ??= open()
    const transport = await opened
    const late = () => new Error('The mail server did not answer.')
    await inTime(transport.sendMail(mail).catch(withoutAddress), timeoutMs, late)
  }
}

/** Such errors repeat the recipient's address, which no log may hold. */
const withoutAddress = (error: unknown): never => {
  const facts = isJsonObject(error) ? [error.code, error.responseCode, error.command] : []
  const known = facts.filter(fact => fact !== undefined)
  throw new Error(`The mail server did not take a mail (${known.join(', ')}).`)
}
