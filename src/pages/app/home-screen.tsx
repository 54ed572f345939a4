import { useWords } from '../shared/language.tsx'
import { Waiting } from '../shared/waiting.tsx'
import { appWords } from './words.ts'

export const HomeScreen = () => {
  const words = useWords(appWords)
  return (
    <div class="page">
      <p>{words.slogan}</p>
      <Waiting />
    </div>
  )
}
