import type { Command } from 'commander'
import { systemRandom } from '../lib/random.ts'
import { type OperatorCommand, sendCommand } from './operator.ts'
import { print } from './output.ts'
import { UsageError } from './usage-error.ts'

/** The commands about accounts. They work while a server runs and while none does. */
export const addUserCommands = (program: Command): void => {
  const user = program.command('user').description('manage accounts, while a server runs or while none does')
  const run = async (command: OperatorCommand, ...more: string[]) =>
    print(...(await sendCommand(command)), ...more)

  user
    .command('list [text]')
    .description('list the accounts whose e-mail address or name has the text, or all')
    .option('--json', 'as JSON, for programs')
    .action((text: string | undefined, { json }: { json?: true }) =>
      run({ action: 'list', text, isJson: json }),
    )
  user
    .command('create <email> <full-name>')
    .description('create an account; without --password-stdin a password is generated and printed')
    .option('--password-stdin', 'read the password from the standard input')
    .action(async (email: string, fullName: string, options: PasswordOptions) => {
      const { password, lines } = await passwordFor(options)
      await run(
        { action: 'create', email: parseEmail(email), fullName: parseFullName(fullName), password },
        ...lines,
      )
    })
  user
    .command('set-password <email>')
    .description('set a new password and end the sessions of the account')
    .option('--password-stdin', 'read the password from the standard input')
    .action(async (email: string, options: PasswordOptions) => {
      const { password, lines } = await passwordFor(options)
      await run({ action: 'set-password', email, password }, ...lines)
    })
  user
    .command('verify <email>')
    .description('mark an account as verified')
    .action((email: string) => run({ action: 'verify', email }))
  user
    .command('disable <email>')
    .description('disable an account, end its sessions and hide the person and their gigs')
    .action((email: string) => run({ action: 'disable', email }))
  user
    .command('enable <email>')
    .description('enable a disabled account and show it again')
    .action((email: string) => run({ action: 'enable', email }))
  user
    .command('sessions <email>')
    .description('list the open sessions of an account')
    .option('--end', 'end them all')
    .action((email: string, options: { end?: true }) =>
      run({ action: options.end ? 'end-sessions' : 'sessions', email }),
    )
}

interface PasswordOptions {
  passwordStdin?: true
}

const passwordFor = async (options: PasswordOptions): Promise<{ password: string; lines: string[] }> => {
  if (!options.passwordStdin) {
    const password = Buffer.from(systemRandom.bytes(12)).toString('base64url')
    return { password, lines: [`The password is ${password}`] }
  }
  const password = (await Bun.stdin.text()).replace(/\r?\n$/, '')
  const length = [...password].length
  if (length < 8 || length > 128) throw new UsageError('A password has 8 to 128 characters.')
  return { password, lines: [] }
}

const parseEmail = (text: string): string => {
  const email = text.trim().toLowerCase()
  if (email.length <= 254 && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) return email
  throw new UsageError(`"${text}" is not an e-mail address.`)
}

const parseFullName = (text: string): string => {
  const name = text.trim()
  if (name !== '' && [...name].length <= 100) return name
  throw new UsageError('A full name has 1 to 100 characters.')
}
