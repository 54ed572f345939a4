import type { ComponentChildren } from 'preact'
import { LanguageSwitch, useWords } from '../shared/language.tsx'
import { deskWords } from './words.ts'

export const Gate = ({ children }: { children: ComponentChildren }) => {
  const words = useWords(deskWords)
  return (
    <div class="gate">
      <header class="gate-head">
        <h1>{words.name}</h1>
        <LanguageSwitch />
      </header>
      <main class="card">{window.isSecureContext ? children : <p role="alert">{words.insecure}</p>}</main>
    </div>
  )
}
