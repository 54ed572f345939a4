import { chmodSync, existsSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Config, readConfig } from '../config.ts'
import { type Context, disposeContext, openContext } from '../context.ts'
import { commandLine } from '../domain/operators/command.ts'
import { findOperator } from '../domain/operators/service.ts'
import { findAccount, listAccounts } from '../domain/users/operator.ts'
import { AppError } from '../errors.ts'
import { isUuid } from '../lib/ids.ts'
import { isJsonObject } from '../lib/json.ts'
import { completeRestore } from '../storage/sqlite/folder.ts'
import { accountLines } from './account-list.ts'
import { UsageError } from './usage-error.ts'

export type TaskFields = Readonly<Record<string, unknown>>

/** A running server executes it, because it alone has the folder open. */
export type OperatorRequest =
  | { action: 'list'; text?: string | undefined; isJson?: boolean | undefined }
  | {
      action: 'run'
      task: string
      fields: TaskFields
      /** An e-mail address, since people at the terminal know no ids. */
      user?: string
      operator?: string
    }

type Outcome = { lines: string[] } | { result: string } | { error: string }

/** Only the user of the server can open it. */
const socketPath = (dataDir: string) => join(resolve(dataDir), '.operator.sock')

const unknownCommand = () =>
  new UsageError(
    'The running server does not know this command: its version is another one. Restart it with this version.',
  )

const execute = async (ctx: Context, request: OperatorRequest, concerns: Concerns): Promise<Outcome> => {
  if (request.action === 'list') return { lines: accountLines(await listAccounts(ctx), request) }
  const { findOperatorTask } = await import('../domain/operators/registry.ts')
  const task = request.action === 'run' ? findOperatorTask(request.task) : null
  if (!task) throw unknownCommand()
  const { fields, user, operator } = request
  const ids = {
    ...(user !== undefined && { user_id: (await findAccount(ctx, user)).id }),
    ...(operator !== undefined && { operator_id: (await findOperator(ctx, operator)).id }),
  }
  concerns({ ...fields, ...ids })
  const result = await task.execute({ ctx, downloads: null }, commandLine, { ...fields, ...ids })
  const answer: unknown = JSON.parse(result)
  if (isJsonObject(answer)) concerns(answer)
  return { result }
}

type Concerns = (fields: TaskFields) => void

/** Of all fields those alone: others can hold an e-mail address or a password. */
const loggedIds: Readonly<Record<string, string>> = {
  user_id: 'userId',
  operator_id: 'operatorId',
  report_id: 'reportId',
  warning_id: 'warningId',
  transaction_id: 'transactionId',
  gig_id: 'gigId',
}

const idsIn = (fields: TaskFields): Record<string, string> =>
  Object.fromEntries(
    Object.entries(loggedIds).flatMap(([field, name]) => {
      const id = fields[field]
      return isUuid(id) ? [[name, id]] : []
    }),
  )

const tryExecute = async (
  ctx: Context,
  request: OperatorRequest,
  concerns: Concerns = () => {},
): Promise<Outcome> => {
  try {
    return await execute(ctx, request, concerns)
  } catch (error) {
    if (error instanceof UsageError) return { error: error.message }
    if (error instanceof AppError) return { error: error.message }
    throw error
  }
}

/** Accepts processes of the same user on this machine. */
export const listenForCommands = (current: () => Context): { stop(): void } => {
  const { config, log } = current()
  if (config.dataDir === ':memory:') return { stop: () => {} }
  const path = socketPath(config.dataDir)
  rmSync(path, { force: true })
  try {
    const server = Bun.serve({
      unix: path,
      fetch: async request => {
        const sent = (await request.json()) as OperatorRequest // only `sendRequest` of the same user writes here
        const ids: Record<string, string> = {}
        const outcome = await tryExecute(current(), sent, fields => Object.assign(ids, idsIn(fields)))
        // The sentence of an error can hold an e-mail address.
        const action = sent.action === 'run' ? sent.task : sent.action
        log.info({ action, ...ids, hasFailed: 'error' in outcome }, 'operator command')
        return Response.json(outcome)
      },
      error: error => {
        log.error({ err: error }, 'An operator command failed.')
        return Response.json({ error: 'Something went wrong. The log of the server has the reason.' })
      },
    })
    // The data folder is readable by its owner only, so no other user could connect before this.
    chmodSync(path, 0o600)
    return { stop: () => void server.stop(true) }
  } catch (error) {
    log.warn(
      { err: error },
      'The user commands cannot reach this server, because the path of its data folder is too long.',
    )
    return { stop: () => {} }
  }
}

/** The server of the data folder executes it, or this process when none runs. @throws UsageError */
const sendRequest = async (request: OperatorRequest): Promise<Exclude<Outcome, { error: string }>> => {
  const config = readConfig({ ...process.env, LOG_LEVEL: 'silent' }, 'production')
  completeRestore(resolve(config.dataDir))
  if (config.dataDir === ':memory:' || (config.databaseUrl === null && !existsSync(config.dataDir))) {
    throw new UsageError(`There is no data in "${config.dataDir}". Set DATA_DIR to the folder of the server.`)
  }
  const outcome = (await executeInServer(config, request)) ?? (await executeHere(config, request))
  if ('error' in outcome) throw new UsageError(outcome.error)
  return outcome
}

/** @throws UsageError */
export const listAccountLines = async (text: string | undefined, isJson = false): Promise<string[]> => {
  const outcome = await sendRequest({ action: 'list', text, isJson })
  return 'lines' in outcome ? outcome.lines : []
}

/** @returns the answer as JSON text @throws UsageError */
export const runTask = async (
  task: string,
  fields: TaskFields,
  about: { user?: string; operator?: string } = {},
): Promise<string> => {
  const outcome = await sendRequest({ action: 'run', task, fields, ...about })
  return 'result' in outcome ? outcome.result : 'null'
}

const executeInServer = async ({ dataDir }: Config, request: OperatorRequest): Promise<Outcome | null> => {
  const unix = socketPath(dataDir)
  try {
    const response = await fetch('http://operator/', { unix, method: 'POST', body: JSON.stringify(request) })
    return (await response.json()) as Outcome // written by `listenForCommands`
  } catch {
    // None runs. A killed one leaves its socket file behind.
    return null
  }
}

const executeHere = async (config: Config, request: OperatorRequest): Promise<Outcome> => {
  const ctx = await openContext(config)
  try {
    return await tryExecute(ctx, request)
  } finally {
    await disposeContext(ctx)
  }
}
