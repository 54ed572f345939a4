import type { Static, TObject, TSchema } from '@sinclair/typebox'
import type { Context } from '../../context.ts'
import { type ErrorCode, invalidFields, requiredMessage } from '../../errors.ts'
import { createReader } from '../../http/reader.ts'
import type { AuditSubject } from '../../lib/audit.ts'
import { systemWrite, type Write } from '../../lib/command.ts'
import { createEncoder } from '../../schema/encode.ts'
import { nullish, object } from '../../schema/objects.ts'
import { text } from '../../schema/requests.ts'
import type { OperatorId } from '../ids.ts'
import type { Downloads } from './downloads.ts'
import type { OperatorRole } from './operator.ts'

/** The command line may do everything. */
export interface Actor {
  operatorId: OperatorId | null
  /** The e-mail address, or `command line`. */
  name: string
  role: OperatorRole
}

export const commandLine: Actor = { operatorId: null, name: 'command line', role: 'operator' }

export interface Desk {
  ctx: Context
  /** Null on the command line. */
  downloads: Downloads | null
}

interface Description {
  /** Such as `user.disable`: an address of the API, a word of the command line, and in the audit. */
  name: string
  /** A verb and its object, such as "Disable a person". */
  summary: string
  description: string
  errors: readonly ErrorCode[]
}

/** The text of an answer is JSON in the form of the schema. */
interface Executed {
  response: TSchema
  execute(desk: Desk, actor: Actor, sent: Readonly<Record<string, unknown>>): Promise<string>
}

/** Leaves one line in the audit, in the transaction of its change. HTTP, command line and page all run it. */
export interface OperatorCommand extends Description, Executed {
  kind: 'command'
  /** For money and deletion. */
  confirmsPassword: boolean
  needsReason: boolean
  fields: TObject
}

export interface OperatorQuery extends Description, Executed {
  kind: 'query'
  /** Below `/api/_ops`, with parameters such as `:user_id`, which are fields too. */
  path: string
  fields: TObject
}

interface CommandDefinition<F extends TObject, R extends TSchema, Subject extends AuditSubject | null, Result>
  extends Description {
  confirmsPassword?: boolean
  /** For what concerns a person, a report or a payment, but not the server. */
  needsReason: boolean
  fields: F
  /** The subject of the line in the audit. What the command creates gets its id here. */
  subject(input: Static<F>, newId: Context['newId']): Subject
  /**
   * Hands `write` to exactly one write of the store, and `followUp(write)` to what follows. A command that
   * changes nothing records it: `ctx.store.record(write, undefined)`.
   */
  run(call: CommandCall<Static<F>, Subject>): Promise<Result>
  response: R
  view(result: Result): Static<R>
}

interface CommandCall<Input, Subject> {
  desk: Desk
  ctx: Context
  actor: Actor
  write: Write<never>
  input: Input
  reason: string | null
  subject: Subject
}

const reasonField = text(1, 500, { description: 'Why. It stands in the audit.' })

export const operatorCommand = <
  F extends TObject,
  R extends TSchema,
  Subject extends AuditSubject | null,
  Result,
>({
  confirmsPassword = false,
  needsReason,
  fields,
  subject: subjectOf,
  run,
  response,
  view,
  ...description
}: CommandDefinition<F, R, Subject, Result>): OperatorCommand => {
  const readFields = createReader(fields)
  const readReason = createReader(object({ reason: nullish(reasonField) }))
  const encode = createEncoder(response)
  return {
    ...description,
    kind: 'command',
    confirmsPassword,
    needsReason,
    fields: object({ ...fields.properties, reason: needsReason ? reasonField : nullish(reasonField) }),
    response,
    execute: async (desk, actor, sent) => {
      const { ctx } = desk
      const input = readFields(sent)
      const reason = readReason(sent).reason ?? null
      if (needsReason && reason === null) throw invalidFields({ reason: [requiredMessage] })
      const subject = subjectOf(input, ctx.newId)
      const { operatorId, name } = actor
      const audit = { operatorId, actor: name, action: description.name, subject, reason }
      const write = { ...systemWrite(ctx), audit }
      return encode(view(await run({ desk, ctx, actor, write, input, reason, subject })))
    },
  }
}

interface QueryDefinition<F extends TObject, R extends TSchema, Result> extends Omit<Description, 'errors'> {
  errors?: readonly ErrorCode[]
  path: string
  fields: F
  run(call: { desk: Desk; ctx: Context; input: Static<F> }): Promise<Result>
  response: R
  view(result: Result): Static<R>
}

export const operatorQuery = <F extends TObject, R extends TSchema, Result>({
  errors = [],
  fields,
  run,
  response,
  view,
  ...description
}: QueryDefinition<F, R, Result>): OperatorQuery => {
  const readFields = createReader(fields)
  const encode = createEncoder(response)
  return {
    ...description,
    kind: 'query',
    errors,
    fields,
    response,
    execute: async (desk, _actor, sent) =>
      encode(view(await run({ desk, ctx: desk.ctx, input: readFields(sent) }))),
  }
}
