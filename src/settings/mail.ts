import { httpUrl, reject } from '../lib/setting-values.ts'
import { setting } from './setting.ts'

export const mailSettings = {
  smtpUrl: setting({
    variable: 'SMTP_URL',
    type: 'URL',
    fallback: '',
    help: 'Mail server for links to a new password, such as `smtps://USER:PASSWORD@mail.example.com`. Requires PUBLIC_URL or RESET_URL. Unset: no mail is sent.',
    isSecret: true,
    read: text => {
      if (text === '') return null
      return /^smtps?:\/\/\S+$/.test(text) && URL.canParse(text)
        ? text
        : reject('must be a URL that begins with smtp:// or smtps://.')
    },
  }),
  mailFrom: setting({
    variable: 'MAIL_FROM',
    type: 'e-mail address',
    fallback: 'Chayenity <no-reply@localhost>',
    help: 'Sender of mails.',
    read: text =>
      /^[^\r\n]+@[^\s>]+>?$/.test(text) ? text : reject(`must be an e-mail address, not "${text}".`),
  }),
  resetUrl: setting({
    variable: 'RESET_URL',
    type: 'URL',
    fallback: '',
    help: 'Page on which a person chooses a new password; it gets `#token=…`. Unset: the page `/reset` of this server.',
    read: text => (text === '' ? null : httpUrl(text, 'base')),
  }),
}
