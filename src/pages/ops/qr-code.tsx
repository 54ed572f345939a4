interface Props {
  rows: readonly string[]
  label: string
}

/** Dark on light in every colour scheme, or cameras do not find it. */
export const QrCode = ({ rows, label }: Props) => {
  const path = rows
    .flatMap((row, y) => [...row].map((module, x) => (module === '1' ? `M${x} ${y}h1v1h-1z` : '')))
    .join('')
  return (
    <svg class="qr" viewBox={`0 0 ${rows.length} ${rows.length}`} role="img" aria-label={label}>
      <path d={path} />
    </svg>
  )
}
