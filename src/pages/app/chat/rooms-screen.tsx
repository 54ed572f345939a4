import type { ChatRoom } from '../../../client/index.ts'
import { Avatar } from '../../shared/avatar.tsx'
import { useWords } from '../../shared/language.tsx'
import { PagedList } from '../../shared/list.tsx'
import { usePages } from '../../shared/pages.ts'
import { Time } from '../../shared/time.tsx'
import { hrefOf } from '../router.ts'
import { useNotifications, useSession } from '../session-context.ts'
import { chatWords } from './words.ts'

export const RoomsScreen = () => {
  const words = useWords(chatWords)
  const { client } = useSession()
  const pages = usePages('rooms', async ({ skip, limit, signal }) => {
    const { rooms, total_count } = await client.getChatRooms({ skip, limit }, { signal })
    return { items: rooms, total: total_count }
  })
  useNotifications(({ type }) => {
    if (type === 'new_message' || type === 'gig_accepted') pages.reload()
  })
  const empty = (
    <>
      <p>{words.noRooms}</p>
      <a class="button quiet" href={hrefOf('/')}>
        {words.findGigs}
      </a>
    </>
  )
  return (
    <div class="page">
      <PagedList pages={pages} label={words.rooms} empty={empty}>
        {room => <RoomRow room={room} />}
      </PagedList>
    </div>
  )
}

const RoomRow = ({ room }: { room: ChatRoom }) => {
  const words = useWords(chatWords)
  const { user } = useSession()
  const other = room.participants.find(({ id }) => id !== user.id)
  return (
    <a
      class={room.unread_count > 0 ? 'row room-row is-unread' : 'row room-row'}
      href={hrefOf(`/chat/${room.id}`)}
    >
      {other && <Avatar person={other} />}
      <span>
        <span class="room-name">{other?.full_name}</span>
        <span class="quiet room-gig">{room.gig_title}</span>
        <span class="room-last">{lastTextOf(room, words)}</span>
      </span>
      <span class="room-side">
        {room.last_message_at && <Time at={room.last_message_at} />}
        {room.unread_count > 0 && (
          <span class="count">
            <span aria-hidden="true">{room.unread_count > 99 ? '99+' : room.unread_count}</span>
            <span class="unseen">{words.unread(room.unread_count)}</span>
          </span>
        )}
      </span>
    </a>
  )
}

const lastTextOf = (
  { last_message, last_message_at }: ChatRoom,
  words: { picture: string; noMessages: string },
) => {
  if (last_message_at === null) return words.noMessages
  return last_message === '' || last_message === null ? words.picture : last_message
}
