import type { ComponentChildren } from 'preact'
import { useWords } from '../shared/language.tsx'
import { deskWords } from './words.ts'

interface Props<Row> {
  label: string
  headings: readonly string[]
  rows: readonly Row[]
  keyOf(row: Row): string
  cells(row: Row): ComponentChildren[]
  /** Columns of numbers, from 0. */
  numeric?: readonly number[]
}

/** A list of cards on a phone, where each cell carries its heading. */
export const Table = <Row,>({ label, headings, rows, keyOf, cells, numeric = [] }: Props<Row>) => {
  const words = useWords(deskWords)
  if (rows.length === 0) return <p class="quiet">{words.none}</p>
  return (
    <table aria-label={label}>
      <thead>
        <tr>
          {headings.map((heading, at) => (
            <th key={heading} scope="col" class={numeric.includes(at) ? 'numeric' : undefined}>
              {heading}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(row => (
          <tr key={keyOf(row)}>
            {cells(row).map((cell, at) => (
              <td
                key={headings[at]}
                data-heading={headings[at]}
                class={numeric.includes(at) ? 'numeric' : undefined}
              >
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
