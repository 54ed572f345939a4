import { type FrameOf, frame } from '../../realtime/frames.ts'
import { boolean } from '../../schema/requests.ts'
import { messageFields } from './model.ts'

export const roomFrames = [
  frame('send_message', 'Sends a message, like POST …/messages.', messageFields, 'request'),
  frame('typing', 'Shows the other participant that one types; renew it every few seconds.', {
    is_typing: boolean({ description: 'False has stopped.', examples: [true] }),
  }),
  frame('read', 'Marks everything in the room as read, like PUT …/read.', {}),
] as const

export type RoomFrame = FrameOf<(typeof roomFrames)[number]>
