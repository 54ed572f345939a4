interface HeadersProps {
  title: string
  headers: Readonly<Record<string, string>>
}

export const HeaderList = ({ title, headers }: HeadersProps) => {
  const named = Object.entries(headers)
  if (named.length === 0) return null
  return (
    <details class="part">
      <summary>
        {title} <span class="quiet">{named.length}</span>
      </summary>
      <dl class="headers mono">
        {named.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}

interface BodyProps {
  title: string
  text: string | null
}

export const BodyText = ({ title, text }: BodyProps) =>
  text === null || text === '' ? null : (
    <details class="part" open>
      <summary>{title}</summary>
      {/* What scrolls has to be reached by the keyboard. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: for the reason above. */}
      <section class="body" tabIndex={0} aria-label={title}>
        <pre>{indented(text)}</pre>
      </section>
    </details>
  )

/** Other text stays as it is. */
const indented = (text: string): string => {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
