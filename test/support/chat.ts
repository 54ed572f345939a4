import type { Static } from '@sinclair/typebox'
import type { MessagePageView, MessageView, RoomPageView, RoomView } from '../../src/domain/chat/model.ts'
import { postAccepted } from './gigs.ts'
import type { Person } from './people.ts'

export type RoomJson = Static<typeof RoomView>
export type RoomPageJson = Static<typeof RoomPageView>
export type MessageJson = Static<typeof MessageView>
export type MessagePageJson = Static<typeof MessagePageView>

/** A new room of the two. */
export const openRoom = async (seeker: Person, helper: Person): Promise<RoomJson> => {
  const gig = await postAccepted(seeker, helper)
  const { body } = await seeker.client.get<RoomPageJson>('/api/chat/rooms?limit=100')
  const room = body.rooms.find(({ gig_id }) => gig_id === gig.id)
  if (!room) throw new Error('The accepted gig has no room.')
  return room
}

/** Says something over REST. */
export const say = async (
  sender: Person,
  room: { id: string },
  content: string,
  more: Record<string, unknown> = {},
): Promise<MessageJson> => {
  const body = { content, ...more }
  const answer = await sender.client.post<MessageJson>(`/api/chat/rooms/${room.id}/messages`, body)
  if (answer.status !== 201) throw new Error(`The message was not sent: ${JSON.stringify(answer.body)}`)
  return answer.body
}

export const historyOf = async (
  person: Person,
  room: { id: string },
  query = '',
): Promise<MessagePageJson> => {
  const answer = await person.client.get<MessagePageJson>(`/api/chat/rooms/${room.id}/messages${query}`)
  if (answer.status !== 200) throw new Error(`The history was refused: ${JSON.stringify(answer.body)}`)
  return answer.body
}
