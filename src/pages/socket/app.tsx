import { useEffect, useState } from 'preact/hooks'
import type { ChatRoom } from '../../client/index.ts'
import { loadPersonas } from '../shared/personas.ts'
import type { ChatClient } from './chat-client.ts'
import { ClientPanel, useClient } from './client-panel.tsx'
import { CloseCodes } from './close-codes.tsx'
import { type CloseCode, readSocketsDocument } from './sockets-document.ts'

export const App = ({ left, right }: { left: ChatClient; right: ChatClient }) => {
  const [rooms, setRooms] = useState<ChatRoom[]>([])
  const [roomId, setRoomId] = useState('')
  const [error, setError] = useState('')
  const errors = [error, useClient(left).error, useClient(right).error]
  const [codes, setCodes] = useState<CloseCode[]>([])
  const showError = (cause: unknown) => setError(cause instanceof Error ? cause.message : '')
  useEffect(() => {
    const begin = async () => {
      const document = await readSocketsDocument()
      setCodes(document['x-close-codes'])
      if (document['x-development']) await fillDemoLogins(left, right)
    }
    begin().catch(showError)
  }, [left, right])

  const attempt = (work: () => Promise<unknown>) => {
    setError('')
    for (const client of [left, right]) client.set({ error: '' })
    work().catch(showError)
  }
  const findRooms = async (): Promise<string> => {
    const found = await listRoomsOf(left, right)
    setRooms(found)
    const chosen = found.find(({ id }) => id === roomId) ?? found[0]
    if (!chosen) throw new Error('There is no room yet: accept a gig first.')
    setRoomId(chosen.id)
    return chosen.id
  }
  const connectBoth = (room: string) => Promise.all([left.connect(room), right.connect(room)])
  const logInBoth = async () => {
    await Promise.all([left.logIn(), right.logIn()])
    await connectBoth(await findRooms())
  }
  const choose = (room: string) => {
    setRoomId(room)
    attempt(() => connectBoth(room))
  }
  const panel = (id: string, client: ChatClient) => (
    <ClientPanel
      id={id}
      label={`The ${id} client`}
      client={client}
      onLogIn={() => attempt(() => client.logIn().then(findRooms))}
      onConnect={() => attempt(() => client.connect(roomId))}
    />
  )
  return (
    <>
      <div class="start">
        <button id="start" class="primary" type="button" onClick={() => attempt(logInBoth)}>
          Log in and connect both
        </button>
        <RoomChooser
          rooms={rooms}
          roomId={roomId}
          me={left.state.user ?? right.state.user}
          onChoose={choose}
        />
        <p id="notice" role="status">
          {errors.find(text => text !== '')}
        </p>
      </div>
      <div class="clients">
        {panel('left', left)}
        {panel('right', right)}
      </div>
      <CloseCodes codes={codes} />
    </>
  )
}

/** Of the personas of example data, a seeker and a helper come first. */
const fillDemoLogins = async (left: ChatClient, right: ChatClient) => {
  const [first, second] = await loadPersonas()
  if (first) left.set({ email: first.email, password: first.password })
  if (second) right.set({ email: second.email, password: second.password })
}

/** Rooms that both are in come first. */
const listRoomsOf = async (left: ChatClient, right: ChatClient): Promise<ChatRoom[]> => {
  const loggedIn = [left, right].find(client => client.isLoggedIn)
  if (!loggedIn) return []
  const ids = [left, right].map(({ state }) => state.user?.id)
  const isShared = (room: ChatRoom) => ids.every(id => room.participants.some(person => person.id === id))
  const rooms = await loggedIn.listRooms()
  return [...rooms.filter(isShared), ...rooms.filter(room => !isShared(room))]
}

interface ChooserProps {
  rooms: ChatRoom[]
  roomId: string
  me: { id: string } | null
  onChoose(roomId: string): void
}

const RoomChooser = ({ rooms, roomId, me, onChoose }: ChooserProps) => (
  <label>
    Room{' '}
    <select
      id="room"
      disabled={rooms.length === 0}
      value={roomId}
      onChange={event => onChoose(event.currentTarget.value)}
    >
      {rooms.length === 0 && <option value="">Log in first</option>}
      {rooms.map(({ id, gig_title, participants, is_active }) => {
        const others = participants.filter(person => person.id !== me?.id).map(person => person.full_name)
        return (
          <option key={id} value={id}>
            {`${gig_title} · with ${others.join(', ')}${is_active ? '' : ' (ended)'}`}
          </option>
        )
      })}
    </select>
  </label>
)
