import { type Command, InvalidArgumentError, Option } from 'commander'
import { operatorRoles } from '../domain/operators/operator.ts'
import { operatorCommands, operatorQueries } from '../domain/operators/registry.ts'
import { linkMinutes } from '../domain/operators/service.ts'
import { isJsonObject } from '../lib/json.ts'
import { runTask } from './operator.ts'
import { counted, print } from './output.ts'
import { type ReasonOptions, reasonOption } from './reason-option.ts'
import { parseEmail, readPassword } from './user.ts'

export const addDeskCommands = (program: Command): void => {
  addOperatorCommands(program)
  addTaskCommands(program)
}

const addOperatorCommands = (program: Command): void => {
  const operator = program
    .command('operator')
    .description('manage who may use the page /ops, while a server runs or while none does')
  operator
    .command('create <email>')
    .description(`create an operator, and print a link for one use within ${linkMinutes} minutes`)
    .addOption(
      new Option('--role <role>', 'a viewer reads; an operator also gives commands')
        .choices(operatorRoles)
        .default('operator'),
    )
    .addOption(reasonOption('operator.create'))
    .action(async (email: string, { role, reason }: ReasonOptions & { role: string }) =>
      printLink(await runTask('operator.create', { email: parseEmail(email), role, reason })),
    )
  operator
    .command('link <email>')
    .description('print a new link, for an operator who has lost the password or the authenticator')
    .addOption(reasonOption('operator.link'))
    .action(async (email: string, { reason }: ReasonOptions) =>
      printLink(await runTask('operator.link', { reason }, { operator: email })),
    )
  operator
    .command('list')
    .description('list the operators')
    .action(async () => {
      const answer: unknown = JSON.parse(await runTask('operator.list', {}))
      const found = isJsonObject(answer) && Array.isArray(answer.operators) ? answer.operators : []
      const lines = found
        .filter(isJsonObject)
        .map(({ email, role, disabled_at }) => `${email}  ${role}${disabled_at ? '  disabled' : ''}`)
      print(...lines, counted(lines.length, 'operator'))
    })
  operator
    .command('disable <email>')
    .description('end the sessions of an operator, who cannot log in any more')
    .addOption(reasonOption('operator.disable'))
    .action(async (email: string, { reason }: ReasonOptions) => {
      await runTask('operator.disable', { reason }, { operator: email })
      print(`${email.trim().toLowerCase()} is disabled.`)
    })
  operator
    .command('enable <email>')
    .description('let a disabled operator log in again')
    .addOption(reasonOption('operator.enable'))
    .action(async (email: string, { reason }: ReasonOptions) => {
      await runTask('operator.enable', { reason }, { operator: email })
      print(`${email.trim().toLowerCase()} can log in again.`)
    })
}

const printLink = (json: string): void => {
  const answer: unknown = JSON.parse(json)
  const url = isJsonObject(answer) ? String(answer.url) : ''
  print(`Open this link within ${linkMinutes} minutes. It can be used once.`, url)
}

const addTaskCommands = (program: Command): void => {
  const ops = program.command('ops').description('give a command of the desk, and print the answer as JSON')
  for (const { name, summary, fields } of [...operatorCommands, ...operatorQueries]) {
    const command = ops.command(name).description(summary)
    for (const [field, schema] of Object.entries(fields.properties)) {
      const inner = Array.isArray(schema.anyOf) ? schema.anyOf[0] : schema
      const option =
        inner.format === 'password'
          ? new Option(`--${field}-stdin`, `read the ${field} from the standard input`)
          : new Option(`--${field} <value>`, inner.description).argParser(parserOf(inner.type))
      if (fields.required?.includes(field) && schema.default === undefined) option.makeOptionMandatory()
      command.addOption(option)
    }
    command.action(async (options: Record<string, unknown>) => {
      const sent = await toFields(options, fields.properties)
      print(JSON.stringify(JSON.parse(await runTask(name, sent)), null, 2))
    })
  }
}

const parserOf = (type: unknown) => (value: string) => {
  if (type !== 'integer' && type !== 'number') return value
  const number = Number(value)
  if (Number.isNaN(number)) throw new InvalidArgumentError('It must be a number.')
  return number
}

/** Commander knows `--user_id` as `user_id`, and `--password-stdin` as `passwordStdin`. */
const toFields = async (
  options: Record<string, unknown>,
  properties: object,
): Promise<Record<string, unknown>> => {
  const sent = Object.fromEntries(Object.keys(properties).map(name => [name, options[name]]))
  return options.passwordStdin ? { ...sent, password: await readPassword() } : sent
}
