import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { Icon, type IconName } from '../shared/icon.tsx'
import { LanguageSwitch, useWords } from '../shared/language.tsx'
import { goBack, hrefOf } from './router.ts'
import type { Screen, Tab } from './screen.ts'
import { useLiveState } from './session-context.ts'
import { appWords } from './words.ts'

const tabs: readonly { tab: Tab; path: string; icon: IconName }[] = [
  { tab: 'map', path: '/', icon: 'map' },
  { tab: 'gigs', path: '/my-gigs', icon: 'gigs' },
  { tab: 'post', path: '/post', icon: 'plus' },
  { tab: 'chat', path: '/chat', icon: 'chat' },
  { tab: 'me', path: '/me', icon: 'person' },
]

interface Props {
  screen: Pick<Screen, 'tab' | 'parent' | 'isFull'>
  path: string
  title: string
  children: ComponentChildren
}

/** The tabs are at the bottom on a phone, at the side where there is room. */
export const Frame = ({ screen, path, title, children }: Props) => {
  const words = useWords(appWords)
  const heading = useFocusedHeading(path, title)
  const { parent } = screen
  return (
    <div class="frame">
      <button type="button" class="skip" onClick={skipToContent}>
        {words.skip}
      </button>
      <header class="top">
        {parent !== null && (
          <button type="button" class="icon-button" aria-label={words.back} onClick={() => goBack(parent)}>
            <Icon name="back" />
          </button>
        )}
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        <LanguageSwitch />
        <Bell />
      </header>
      <main id="content" class={screen.isFull ? 'content full' : 'content'} tabIndex={-1}>
        {children}
      </main>
      <ConnectionNote />
      <nav class="tabs" aria-label={words.tabs}>
        {tabs.map(({ tab, path: target, icon }) => (
          <a
            key={tab}
            class={`tab tab-${tab}`}
            href={hrefOf(target)}
            aria-current={tab === screen.tab ? 'page' : undefined}
          >
            <Icon name={icon} />
            <span>{words.tabNames[tab]}</span>
          </a>
        ))}
      </nav>
    </div>
  )
}

const Bell = () => {
  const words = useWords(appWords)
  const { unread } = useLiveState()
  const label = unread ? `${words.notifications}: ${words.unread(unread)}` : words.notifications
  return (
    <a class="icon-button bell" href={hrefOf('/notifications')} aria-label={label}>
      <Icon name="bell" />
      {unread ? <span class="badge">{unread > 99 ? '99+' : unread}</span> : null}
    </a>
  )
}

/** Lies above the content, so that nothing moves. */
const ConnectionNote = () => {
  const words = useWords(appWords)
  const { connection } = useLiveState()
  return (
    <p class="connection-note" role="status">
      {connection === 'waiting' && words.noConnection}
    </p>
  )
}

/** Screen readers continue at the heading of a new screen. */
const useFocusedHeading = (path: string, title: string) => {
  const heading = useRef<HTMLHeadingElement>(null)
  const shown = useRef(path)
  useEffect(() => {
    document.title = `${title} · Chayenity`
  }, [title])
  useEffect(() => {
    if (shown.current === path) return
    shown.current = path
    heading.current?.focus({ preventScroll: true })
  }, [path])
  return heading
}

/** A link cannot, because the fragment of the address is that of the screen. */
const skipToContent = () => document.querySelector<HTMLElement>('#content')?.focus()

export const NotFound = ({ path }: { path: string }) => {
  const words = useWords(appWords)
  return (
    <Frame screen={{ tab: null, parent: '/' }} path={path} title={words.name}>
      <div class="page">
        <p>{words.notFound}</p>
        <a class="button main" href={hrefOf('/')}>
          {words.toMap}
        </a>
      </div>
    </Frame>
  )
}
