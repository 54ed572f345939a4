import { object } from '../../schema/objects.ts'
import { view } from '../../schema/views.ts'
import { type Operator, operatorRoles } from './operator.ts'

export const OperatorView = object({
  id: view.id<'operator'>(),
  email: view.string({ examples: ['desk@example.com'] }),
  role: view.oneOf(operatorRoles),
  created_at: view.dateTime(),
  disabled_at: view.nullable(view.dateTime()),
})

export const toOperatorView = ({ id, email, role, createdAt, disabledAt }: Operator) => ({
  id,
  email,
  role,
  created_at: createdAt,
  disabled_at: disabledAt,
})
