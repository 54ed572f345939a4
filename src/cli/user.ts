import type { Command } from 'commander'
import { systemRandom } from '../lib/random.ts'
import { giveOrder, type Order } from './operator.ts'
import { StartError } from './start-error.ts'

/** The commands about accounts. They work while a server runs and while none does. */
export const addUserCommands = (program: Command): void => {
  const user = program
    .command('user')
    .description('look after accounts, while a server runs or while none does')
  const give = async (order: Order, ...more: string[]) => say([...(await giveOrder(order)), ...more])

  user
    .command('list')
    .description('list every account')
    .action(() => give({ act: 'list' }))
  user
    .command('create <email> <full-name>')
    .description('make an account; without --password-stdin a password is made and printed')
    .option('--password-stdin', 'read the password from the standard input')
    .action(async (email: string, fullName: string, options: PasswordOptions) => {
      const { password, note } = await passwordFor(options)
      await give({ act: 'create', email: emailOf(email), fullName: nameOf(fullName), password }, ...note)
    })
  user
    .command('set-password <email>')
    .description('give an account a new password and end its sessions')
    .option('--password-stdin', 'read the password from the standard input')
    .action(async (email: string, options: PasswordOptions) => {
      const { password, note } = await passwordFor(options)
      await give({ act: 'set-password', email, password }, ...note)
    })
  user
    .command('verify <email>')
    .description('mark an account as verified')
    .action((email: string) => give({ act: 'verify', email }))
  user
    .command('disable <email>')
    .description('keep an account out and end its sessions')
    .action((email: string) => give({ act: 'disable', email }))
  user
    .command('enable <email>')
    .description('let a disabled account in again')
    .action((email: string) => give({ act: 'enable', email }))
  user
    .command('sessions <email>')
    .description('list the open sessions of an account')
    .option('--end', 'end them all')
    .action((email: string, options: { end?: true }) =>
      give({ act: options.end ? 'end-sessions' : 'sessions', email }),
    )
}

interface PasswordOptions {
  passwordStdin?: true
}

const passwordFor = async (options: PasswordOptions): Promise<{ password: string; note: string[] }> => {
  if (!options.passwordStdin) {
    const password = Buffer.from(systemRandom.bytes(12)).toString('base64url')
    return { password, note: [`The password is ${password}`] }
  }
  const password = (await Bun.stdin.text()).replace(/\r?\n$/, '')
  const length = [...password].length
  if (length < 8 || length > 128) throw new StartError('A password has 8 to 128 characters.')
  return { password, note: [] }
}

const emailOf = (text: string): string => {
  const email = text.trim().toLowerCase()
  if (email.length <= 254 && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) return email
  throw new StartError(`"${text}" is no e-mail address.`)
}

const nameOf = (text: string): string => {
  const name = text.trim()
  if (name !== '' && [...name].length <= 100) return name
  throw new StartError('A full name has 1 to 100 characters.')
}

const say = (lines: string[]): void => {
  process.stdout.write(`${lines.join('\n')}\n`)
}
