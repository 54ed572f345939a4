import { optional } from '../../schema/objects.ts'
import { view } from '../../schema/views.ts'

export const hiddenFlag = (what: string) =>
  optional(
    view.boolean({
      description: `True when an operator has hidden this ${what} from everybody else. Left out for others, and while it is not hidden.`,
      examples: [true],
    }),
  )
