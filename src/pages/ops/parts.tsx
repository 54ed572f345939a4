import type { ComponentType } from 'preact'
import { AuditPart } from './audit.tsx'
import { GigsPart } from './gigs.tsx'
import { OperatorsPart } from './operators.tsx'
import { Overview } from './overview.tsx'
import { PaymentsPart } from './payments.tsx'
import { PeoplePart } from './people.tsx'
import { ReportsPart } from './reports.tsx'
import { StatePart } from './state.tsx'
import type { deskWords } from './words.ts'

/** `rest` is the address below it, such as an id. */
export interface Part {
  name: keyof (typeof deskWords)['en']['parts']
  view: ComponentType<{ rest: string[] }>
}

export const parts: readonly Part[] = [
  { name: 'overview', view: Overview },
  { name: 'people', view: PeoplePart },
  { name: 'reports', view: ReportsPart },
  { name: 'gigs', view: GigsPart },
  { name: 'payments', view: PaymentsPart },
  { name: 'state', view: StatePart },
  { name: 'audit', view: AuditPart },
  { name: 'operators', view: OperatorsPart },
]
