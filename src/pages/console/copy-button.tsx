import { useState } from 'preact/hooks'
import { ErrorNote } from '../shared/error-note.tsx'
import { useWords } from '../shared/language.tsx'
import { useAction } from '../shared/loading.ts'
import { consoleWords } from './words.ts'

interface Props {
  label: string
  text: () => string | Promise<string>
}

const saidForMs = 1500

/** On a plain LAN address the browser has no clipboard, so the text is shown. */
export const CopyButton = ({ label, text }: Props) => {
  const words = useWords(consoleWords)
  const [isCopied, setCopied] = useState(false)
  const [shown, setShown] = useState<string | null>(null)
  const action = useAction()
  const copy = async () => {
    const value = await text()
    try {
      await navigator.clipboard.writeText(value)
      setCopied(true)
      setTimeout(() => setCopied(false), saidForMs)
    } catch {
      setShown(value)
    }
  }
  return (
    <>
      <button type="button" class="small" onClick={() => void action.run(copy)}>
        {isCopied ? words.copied : label}
      </button>
      {shown !== null && <textarea class="mono" readOnly rows={3} aria-label={label} value={shown} />}
      <ErrorNote error={action.error} />
    </>
  )
}
