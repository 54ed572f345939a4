import type { Command } from 'commander'
import { isJsonObject } from '../lib/json.ts'
import { systemRandom } from '../lib/random.ts'
import { listAccountLines, runTask, type TaskFields } from './operator.ts'
import { counted, print } from './output.ts'
import { type ReasonOptions, reasonOption } from './reason-option.ts'
import { UsageError } from './usage-error.ts'

export const addUserCommands = (program: Command): void => {
  const user = program.command('user').description('manage accounts, while a server runs or while none does')
  const about = (name: string, description: string, lineOf: (email: string, answer: TaskFields) => string) =>
    user
      .command(`${name} <email>`)
      .description(description)
      .addOption(reasonOption(`user.${name}`))
      .action(async (email: string, { reason }: ReasonOptions) => {
        const answer = fieldsOf(await runTask(`user.${name}`, { reason }, { user: email }))
        print(lineOf(email.trim().toLowerCase(), answer))
      })

  user
    .command('list [text]')
    .description('list the accounts whose e-mail address or name has the text, or all')
    .option('--json', 'as JSON, for programs')
    .action(async (text: string | undefined, { json }: { json?: true }) =>
      print(...(await listAccountLines(text, json))),
    )
  addPasswordCommands(user)
  about('verify', 'mark an account as verified', email => `${email} is verified.`)
  about(
    'disable',
    'disable an account, end its sessions and hide the person and their gigs',
    (email, { sessions_ended }) => `${email} is disabled. Sessions ended: ${sessions_ended}.`,
  )
  about('enable', 'enable a disabled account and show it again', email => `${email} can log in again.`)
  addSessionCommand(user)
}

const addPasswordCommands = (user: Command): void => {
  user
    .command('create <email> <full-name>')
    .description('create an account; without --password-stdin a password is generated and printed')
    .option('--password-stdin', 'read the password from the standard input')
    .addOption(reasonOption('user.create'))
    .action(async (email: string, fullName: string, options: PasswordOptions) => {
      const { password, lines } = await passwordFor(options)
      const fields = { email: parseEmail(email), full_name: parseFullName(fullName), password }
      await runTask('user.create', { ...fields, reason: options.reason })
      print(`${fields.email} has an account.`, ...lines)
    })
  user
    .command('set-password <email>')
    .description(
      'set a new password and end the sessions of the account; without --password-stdin a password is generated and printed',
    )
    .option('--password-stdin', 'read the password from the standard input')
    .addOption(reasonOption('user.set-password'))
    .action(async (email: string, options: PasswordOptions) => {
      const { password, lines } = await passwordFor(options)
      const fields = { password, reason: options.reason }
      const { sessions_ended } = fieldsOf(await runTask('user.set-password', fields, { user: email }))
      const address = email.trim().toLowerCase()
      print(`${address} has a new password. Sessions ended: ${sessions_ended}.`, ...lines)
    })
}

const addSessionCommand = (user: Command): void => {
  user
    .command('sessions <email>')
    .description('list the open sessions of an account')
    .option('--end', 'end them all; needs --reason')
    .option('--reason <text>', 'why; it stands in the audit')
    .action(async (email: string, { end, reason }: ReasonOptions & { end?: true }, command: Command) => {
      const address = email.trim().toLowerCase()
      if (end) {
        // As Commander says it of an option that is always required.
        if (reason === undefined) command.error("error: required option '--reason <text>' not specified")
        const { sessions_ended } = fieldsOf(await runTask('user.end-sessions', { reason }, { user: email }))
        return print(`Sessions of ${address} ended: ${sessions_ended}.`)
      }
      const { sessions } = fieldsOf(await runTask('user.sessions', {}, { user: email }))
      const found = Array.isArray(sessions) ? sessions.filter(isJsonObject) : []
      const lines = found.map(each => `${each.id}  since ${each.created_at}  until ${each.expires_at}`)
      print(...lines, counted(found.length, 'session'))
    })
}

const fieldsOf = (json: string): TaskFields => {
  const answer: unknown = JSON.parse(json)
  return isJsonObject(answer) ? answer : {}
}

interface PasswordOptions extends ReasonOptions {
  passwordStdin?: true
}

const passwordFor = async (options: PasswordOptions): Promise<{ password: string; lines: string[] }> => {
  if (!options.passwordStdin) {
    const password = Buffer.from(systemRandom.bytes(12)).toString('base64url')
    return { password, lines: [`The password is ${password}`] }
  }
  return { password: await readPassword(), lines: [] }
}

/** The password on the standard input: what stands in an argument is shown to every user of the machine. */
export const readPassword = async (): Promise<string> => {
  const password = (await Bun.stdin.text()).replace(/\r?\n$/, '')
  const length = [...password].length
  if (length < 8 || length > 128) throw new UsageError('A password has 8 to 128 characters.')
  return password
}

export const parseEmail = (text: string): string => {
  const email = text.trim().toLowerCase()
  if (email.length <= 254 && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) return email
  throw new UsageError(`"${text}" is not an e-mail address.`)
}

const parseFullName = (text: string): string => {
  const name = text.trim()
  if (name !== '' && [...name].length <= 100) return name
  throw new UsageError('A full name has 1 to 100 characters.')
}
