import type { GigStatus } from '../../../client/index.ts'
import { useWords } from '../../shared/language.tsx'
import { gigWords } from './words.ts'

export const StatusChip = ({ status }: { status: GigStatus }) => {
  const words = useWords(gigWords)
  return <span class={`chip ${status.toLowerCase()}`}>{words.status[status]}</span>
}
