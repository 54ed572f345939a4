import { Option } from 'commander'
import { findOperatorTask } from '../domain/operators/registry.ts'

export interface ReasonOptions {
  reason?: string
}

/** Required where the command needs one. @param task such as `user.disable` */
export const reasonOption = (task: string): Option => {
  const option = new Option('--reason <text>', 'why; it stands in the audit')
  const command = findOperatorTask(task)
  return option.makeOptionMandatory(command?.kind === 'command' && command.needsReason)
}
