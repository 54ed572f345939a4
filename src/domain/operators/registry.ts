import type { OperatorCommand, OperatorQuery } from './command.ts'
import { accountCommands, accountQueries } from './commands/accounts.ts'
import { auditQueries } from './commands/audit.ts'
import { gigQueries } from './commands/gigs.ts'
import { moneyCommands, moneyQueries } from './commands/money.ts'
import { operatorsCommands, operatorsQueries } from './commands/operators.ts'
import { peopleCommands, peopleQueries } from './commands/people.ts'
import { reportCommands, reportQueries } from './commands/reports.ts'
import { serverCommands, serverQueries } from './commands/server.ts'

export const operatorCommands: readonly OperatorCommand[] = [
  ...accountCommands,
  ...moneyCommands,
  ...serverCommands,
  ...peopleCommands,
  ...reportCommands,
  ...operatorsCommands,
]

export const operatorQueries: readonly OperatorQuery[] = [
  ...accountQueries,
  ...gigQueries,
  ...moneyQueries,
  ...serverQueries,
  ...auditQueries,
  ...peopleQueries,
  ...reportQueries,
  ...operatorsQueries,
]

export const findOperatorTask = (name: string): OperatorCommand | OperatorQuery | null =>
  [...operatorCommands, ...operatorQueries].find(task => task.name === name) ?? null
