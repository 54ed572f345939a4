import { useWords } from './language.tsx'
import { sharedWords } from './words.ts'

export const Waiting = ({ lines = 3 }: { lines?: number }) => {
  const words = useWords(sharedWords)
  return (
    <div class="waiting" role="status">
      <span class="unseen">{words.waiting}</span>
      {Array.from({ length: lines }, (_, at) => (
        <span key={at} class="ghost" />
      ))}
    </div>
  )
}
