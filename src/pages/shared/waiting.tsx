import { useWords } from './language.tsx'
import { sharedWords } from './words.ts'

/** Lines where the content will be, so that nothing jumps when it comes. */
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
