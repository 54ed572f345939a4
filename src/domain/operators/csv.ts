/**
 * A cell of a CSV file (RFC 4180). Spreadsheets run a text that begins with one of these characters as a formula, so an
 * apostrophe is put before it (OWASP, CSV injection). Numbers stay as they are.
 */
const cellOf = (value: string | number | null): string => {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const text = /^[=+\-@\t\r\n＝＋－＠]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** With a mark at the beginning, by which spreadsheets know that it is UTF-8. */
export const toCsv = (rows: readonly (readonly (string | number | null)[])[]): string =>
  `\u{feff}${rows.map(row => row.map(cellOf).join(',')).join('\r\n')}\r\n`
