import type { User } from '../domain/users/user.ts'
import { counted } from './output.ts'

interface ListOptions {
  text?: string | undefined
  isJson?: boolean | undefined
}

export const accountLines = (users: User[], { text = '', isJson = false }: ListOptions): string[] => {
  const wanted = text.toLowerCase()
  const found = users.filter(user => `${user.email} ${user.fullName}`.toLowerCase().includes(wanted))
  if (isJson) return [JSON.stringify(found.map(toJson), null, 2)]
  const rows = [['EMAIL', 'NAME', 'REGISTERED', 'STATE'], ...found.map(cellsOf)]
  const widths = [0, 1, 2].map(column => Math.max(...rows.map(row => Bun.stringWidth(row[column] ?? ''))))
  const line = (row: string[]) =>
    row
      .map((cell, column) => padded(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  return [...rows.map(line), counted(found.length, 'account')]
}

/** Thai vowels above a letter take no column of a terminal. */
const padded = (cell: string, width: number): string =>
  cell + ' '.repeat(Math.max(0, width - Bun.stringWidth(cell)))

const cellsOf = ({ email, fullName, createdAt, isVerified, disabledAt }: User): string[] => [
  email,
  fullName,
  createdAt.slice(0, 10),
  [isVerified && 'verified', disabledAt && `disabled since ${disabledAt.slice(0, 10)}`]
    .filter(Boolean)
    .join(', '),
]

const toJson = ({ id, email, fullName, createdAt, isVerified, disabledAt }: User) => ({
  id,
  email,
  full_name: fullName,
  created_at: createdAt,
  is_verified: isVerified,
  disabled_at: disabledAt,
})
