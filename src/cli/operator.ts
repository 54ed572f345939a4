import { chmodSync, existsSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Config, readConfig } from '../config.ts'
import { type Context, createContext, disposeContext } from '../context.ts'
import {
  createAccount,
  disableAccount,
  enableAccount,
  endSessions,
  findAccount,
  listAccounts,
  listSessions,
  resetPassword,
  verifyAccount,
} from '../domain/users/operator.ts'
import type { User } from '../domain/users/user.ts'
import { AppError } from '../errors.ts'
import { completeRestore } from '../storage/sqlite/folder.ts'
import { UsageError } from './usage-error.ts'

/**
 * What an operator wants done. While a server runs on the data folder, the server executes it, because it alone has the
 * folder open.
 */
export type OperatorCommand =
  | { action: 'list' }
  | { action: 'create'; email: string; fullName: string; password: string }
  | { action: 'set-password'; email: string; password: string }
  | { action: 'verify' | 'disable' | 'enable' | 'sessions' | 'end-sessions'; email: string }

type CommandResult = { lines: string[] } | { error: string }

/** The socket on which a running server accepts commands. Only the user of the server can open it. */
const socketPath = (dataDir: string) => join(resolve(dataDir), '.operator.sock')

const describeAccount = ({ email, fullName, isVerified, disabledAt, createdAt }: User): string => {
  const flags = [isVerified ? 'verified' : null, disabledAt ? `disabled since ${disabledAt}` : null]
  return [email, fullName, `registered ${createdAt}`, ...flags.filter(flag => flag !== null)].join('  ')
}

const execute = async (ctx: Context, command: OperatorCommand): Promise<string[]> => {
  if (command.action === 'list') {
    const users = await listAccounts(ctx)
    return [...users.map(describeAccount), `${users.length} accounts`]
  }
  if (command.action === 'create') {
    const { email, fullName, password } = command
    await createAccount(ctx, { email, fullName, password, contactInfo: null })
    return [`${email} has an account.`]
  }
  const user = await findAccount(ctx, command.email)
  switch (command.action) {
    case 'set-password':
      return [
        `${user.email} has a new password. Sessions ended: ${await resetPassword(ctx, user, command.password)}.`,
      ]
    case 'verify':
      await verifyAccount(ctx, user)
      return [`${user.email} is verified.`]
    case 'disable':
      return [`${user.email} is disabled. Sessions ended: ${await disableAccount(ctx, user)}.`]
    case 'enable':
      await enableAccount(ctx, user)
      return [`${user.email} can log in again.`]
    case 'end-sessions':
      return [`Sessions of ${user.email} ended: ${await endSessions(ctx, user)}.`]
    case 'sessions': {
      const sessions = await listSessions(ctx, user)
      const lines = sessions.map(
        ({ id, createdAt, expiresAt }) => `${id}  since ${createdAt}  until ${expiresAt}`,
      )
      return [...lines, `${sessions.length} sessions`]
    }
  }
}

const tryExecute = async (ctx: Context, command: OperatorCommand): Promise<CommandResult> => {
  try {
    return { lines: await execute(ctx, command) }
  } catch (error) {
    if (error instanceof AppError) return { error: error.message }
    throw error
  }
}

/** Accepts commands of the operator from processes of the same user on the same machine. */
export const listenForCommands = (current: () => Context): { stop(): void } => {
  const { config, log } = current()
  if (config.dataDir === ':memory:') return { stop: () => {} }
  const path = socketPath(config.dataDir)
  rmSync(path, { force: true })
  try {
    const server = Bun.serve({
      unix: path,
      fetch: async request => {
        const command = (await request.json()) as OperatorCommand // only `sendCommand` of the same user writes here
        log.info({ action: command.action }, 'operator command')
        return Response.json(await tryExecute(current(), command))
      },
      error: error => {
        log.error({ err: error }, 'An operator command failed.')
        return Response.json({ error: 'Something went wrong. The log of the server has the reason.' })
      },
    })
    // The data folder is readable by its owner only, so no other user could connect before this.
    chmodSync(path, 0o600)
    return {
      stop: () => {
        void server.stop(true)
        rmSync(path, { force: true })
      },
    }
  } catch (error) {
    log.warn(
      { err: error },
      'The user commands cannot reach this server, because the path of its data folder is too long.',
    )
    return { stop: () => {} }
  }
}

/** Executes a command in the server that runs on the data folder, or here when none does. @throws UsageError */
export const sendCommand = async (command: OperatorCommand): Promise<string[]> => {
  const config = readConfig({ ...process.env, LOG_LEVEL: 'silent' }, 'production')
  completeRestore(resolve(config.dataDir))
  if (config.dataDir === ':memory:' || !existsSync(config.dataDir)) {
    throw new UsageError(`There is no data in "${config.dataDir}". Set DATA_DIR to the folder of the server.`)
  }
  const result = (await executeInServer(config, command)) ?? (await executeHere(config, command))
  if ('error' in result) throw new UsageError(result.error)
  return result.lines
}

const executeInServer = async (
  { dataDir }: Config,
  command: OperatorCommand,
): Promise<CommandResult | null> => {
  const unix = socketPath(dataDir)
  if (!existsSync(unix)) return null
  try {
    const response = await fetch('http://operator/', { unix, method: 'POST', body: JSON.stringify(command) })
    return (await response.json()) as CommandResult // written by `listenForCommands`
  } catch {
    // A killed server leaves its socket file behind, and connections to it fail.
    return null
  }
}

const executeHere = async (config: Config, command: OperatorCommand): Promise<CommandResult> => {
  const ctx = createContext(config)
  try {
    return await tryExecute(ctx, command)
  } finally {
    await disposeContext(ctx)
  }
}
