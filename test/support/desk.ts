import type { OperatorId } from '../../src/domain/ids.ts'
import { commandLine } from '../../src/domain/operators/command.ts'
import { findOperatorTask } from '../../src/domain/operators/registry.ts'
import { parseId } from '../../src/lib/ids.ts'
import type { TestServer } from './server.ts'

/** Gives a command, or asks a query, as the command line does. @throws AppError */
export const ask = async <Answer>(
  { ctx }: TestServer,
  name: string,
  fields: Record<string, unknown>,
): Promise<Answer> => {
  const task = findOperatorTask(name)
  if (!task) throw new Error(`There is no ${name}.`)
  return JSON.parse(await task.execute({ ctx, downloads: null }, commandLine, fields))
}

/** Gives a command, with a reason, and expects one new line of the audit with its name. */
export const command = async <Answer>(
  server: TestServer,
  name: string,
  fields: Record<string, unknown>,
): Promise<Answer> => {
  const lines = () => server.ctx.store.operators.listAudit(everything, { skip: 0, limit: 1000 })
  const before = (await lines()).length
  const answer = await ask<Answer>(server, name, { reason: 'because', ...fields })
  const after = await lines()
  if (after.length !== before + 1 || after[0]?.action !== name)
    throw new Error(`${name} left ${after.length - before} lines in the audit.`)
  return answer
}

const everything = { operatorId: null, action: null, subjectId: null }

/** The id of nobody yet. */
export const makeOperatorId = (): OperatorId => {
  const id = parseId<'operator'>(crypto.randomUUID())
  if (!id) throw new Error('It is an id.')
  return id
}
