import { useEffect, useRef } from 'preact/hooks'
import { Button } from '../shared/button.tsx'
import { LanguageSwitch, useWords } from '../shared/language.tsx'
import { useDesk } from './desk.ts'
import { parts } from './parts.tsx'
import { hrefOf, useRoute } from './route.ts'
import { deskWords } from './words.ts'

export const Frame = ({ onLogOut }: { onLogOut(): void }) => {
  const words = useWords(deskWords)
  const { operator } = useDesk()
  const [name = '', ...rest] = useRoute()
  const part = parts.find(each => each.name === (name || 'overview'))
  const main = useRef<HTMLElement>(null)
  const address = [name, ...rest].join('/')
  const isFirst = useRef(true)
  useEffect(() => {
    document.title = `${part ? words.parts[part.name] : words.notFound} · ${words.name}`
    if (!isFirst.current) main.current?.focus()
    isFirst.current = false
  }, [address])
  return (
    <div class="desk">
      <button type="button" class="skip" onClick={() => main.current?.focus()}>
        {words.skip}
      </button>
      <header class="desk-head">
        <span class="desk-name">{words.name}</span>
        <nav aria-label={words.menu}>
          <ul>
            {parts.map(each => (
              <li key={each.name}>
                <a
                  href={hrefOf(each.name === 'overview' ? '' : each.name)}
                  aria-current={each === part ? 'page' : undefined}
                >
                  {words.parts[each.name]}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <span class="who quiet">
          {operator.email} · {words.role[operator.role]}
        </span>
        <LanguageSwitch />
        <Button kind="quiet" onClick={onLogOut}>
          {words.logOut}
        </Button>
      </header>
      <main id="main" ref={main} tabIndex={-1} aria-label={part && words.parts[part.name]}>
        {operator.role === 'viewer' && <p class="quiet">{words.viewerNote}</p>}
        {part ? <part.view rest={rest} /> : <p>{words.notFound}</p>}
      </main>
    </div>
  )
}
