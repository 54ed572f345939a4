/** An apostrophe keeps spreadsheets from running a text as a formula (RFC 4180; OWASP, CSV injection). */
const cellOf = (value: string | number | null): string => {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const text = /^[=+\-@\t\r\n＝＋－＠]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Spreadsheets know UTF-8 by the mark at the beginning. */
export const toCsv = (rows: readonly (readonly (string | number | null)[])[]): string =>
  `\u{feff}${rows.map(row => row.map(cellOf).join(',')).join('\r\n')}\r\n`
