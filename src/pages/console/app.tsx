import { useEffect, useState } from 'preact/hooks'
import { useWords } from '../shared/language.tsx'
import { CityRoom } from './city/city-room.tsx'
import { Header } from './header.tsx'
import type { LiveLog } from './live/live-log.ts'
import { LiveRoom } from './live/live-room.tsx'
import { SideLog } from './live/side-log.tsx'
import { PhonesRoom } from './phones/phones-room.tsx'
import { SwitchesRoom } from './switches/switches-room.tsx'
import { consoleWords } from './words.ts'
import { WorldProvider } from './world-context.tsx'

const rooms = ['phones', 'live', 'city', 'switches'] as const
type RoomName = (typeof rooms)[number]

const roomOf = (hash: string): RoomName => rooms.find(name => hash === `#/${name}`) ?? 'phones'

const useRoom = (): RoomName => {
  const [room, setRoom] = useState(() => roomOf(location.hash))
  useEffect(() => {
    const update = () => setRoom(roomOf(location.hash))
    addEventListener('hashchange', update)
    return () => removeEventListener('hashchange', update)
  }, [])
  return room
}

const components = { phones: PhonesRoom, live: LiveRoom, city: CityRoom, switches: SwitchesRoom }

export const App = ({ log }: { log: LiveLog }) => {
  const words = useWords(consoleWords)
  const room = useRoom()
  const [world, setWorld] = useState(() => new URLSearchParams(location.search).get('world') ?? '')
  return (
    <WorldProvider key={world} world={world} log={log}>
      <Header onWorld={setWorld} />
      <nav class="rooms" aria-label={words.rooms}>
        {rooms.map(name => (
          <a key={name} href={`#/${name}`} aria-current={name === room ? 'page' : undefined}>
            {words[name]}
          </a>
        ))}
      </nav>
      <div class={`floor ${room}`}>
        <main>
          {rooms.map(name => {
            const Room = components[name]
            return (
              <section key={name} class="room" hidden={name !== room} aria-label={words[name]}>
                <Room isShown={name === room} />
              </section>
            )
          })}
        </main>
        {room !== 'live' && <SideLog />}
      </div>
    </WorldProvider>
  )
}
