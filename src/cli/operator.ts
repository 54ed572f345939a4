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
import { finishSwap } from '../storage/sqlite/open.ts'
import { StartError } from './start-error.ts'

/** What an operator orders. While a server runs, it is the server that does it: it alone holds the data folder. */
export type Order =
  | { act: 'list' }
  | { act: 'create'; email: string; fullName: string; password: string }
  | { act: 'set-password'; email: string; password: string }
  | { act: 'verify' | 'disable' | 'enable' | 'sessions' | 'end-sessions'; email: string }

type Reply = { lines: string[] } | { refusal: string }

/** Where a running server takes orders: only its own user can open it. */
const socketPath = (dataDir: string) => join(resolve(dataDir), '.operator.sock')

const lineOf = ({ email, fullName, isVerified, disabledAt, createdAt }: User): string => {
  const marks = [isVerified ? 'verified' : null, disabledAt ? `disabled since ${disabledAt}` : null]
  return [email, fullName, `registered ${createdAt}`, ...marks.filter(mark => mark !== null)].join('  ')
}

const carryOut = async (ctx: Context, order: Order): Promise<string[]> => {
  if (order.act === 'list') {
    const users = await listAccounts(ctx)
    return [...users.map(lineOf), `${users.length} accounts`]
  }
  if (order.act === 'create') {
    const { email, fullName, password } = order
    await createAccount(ctx, { email, fullName, password, contactInfo: null })
    return [`${email} has an account.`]
  }
  const user = await findAccount(ctx, order.email)
  switch (order.act) {
    case 'set-password':
      return [
        `${user.email} has a new password. Sessions ended: ${await resetPassword(ctx, user, order.password)}.`,
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

const replyTo = async (ctx: Context, order: Order): Promise<Reply> => {
  try {
    return { lines: await carryOut(ctx, order) }
  } catch (error) {
    if (error instanceof AppError) return { refusal: error.message }
    throw error
  }
}

/** Lets the operator of a running server reach it from a terminal of the same user. */
export const listenToOperator = (current: () => Context): { stop(): void } => {
  const { config, log } = current()
  if (config.dataDir === ':memory:') return { stop: () => {} }
  const path = socketPath(config.dataDir)
  rmSync(path, { force: true })
  try {
    const server = Bun.serve({
      unix: path,
      fetch: async request => {
        const order = (await request.json()) as Order // only our own command of the same user writes here
        log.info({ act: order.act }, 'an order of the operator')
        return Response.json(await replyTo(current(), order))
      },
      error: error => {
        log.error({ err: error }, 'an order of the operator failed')
        return Response.json({ refusal: 'Something went wrong; the log of the server says what.' })
      },
    })
    // The folder is its owner's alone, so nobody else was able to come before this.
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
      'The user commands cannot reach this server; its data folder has too long a path.',
    )
    return { stop: () => {} }
  }
}

/** Has an order carried out: by the server that runs on the data folder, else here. @throws StartError */
export const giveOrder = async (order: Order): Promise<string[]> => {
  const config = readConfig({ ...process.env, LOG_LEVEL: 'silent' }, 'production')
  finishSwap(resolve(config.dataDir))
  if (config.dataDir === ':memory:' || !existsSync(config.dataDir)) {
    throw new StartError(`There is no data in "${config.dataDir}". Set DATA_DIR to the folder of the server.`)
  }
  const reply = (await askServer(config, order)) ?? (await actAlone(config, order))
  if ('refusal' in reply) throw new StartError(reply.refusal)
  return reply.lines
}

const askServer = async ({ dataDir }: Config, order: Order): Promise<Reply | null> => {
  const unix = socketPath(dataDir)
  if (!existsSync(unix)) return null
  try {
    const answer = await fetch('http://operator/', { unix, method: 'POST', body: JSON.stringify(order) })
    return (await answer.json()) as Reply // written by `listenToOperator`
  } catch {
    // What a killed server has left behind: nobody listens.
    return null
  }
}

const actAlone = async (config: Config, order: Order): Promise<Reply> => {
  const ctx = createContext(config)
  try {
    return await replyTo(ctx, order)
  } finally {
    await disposeContext(ctx)
  }
}
