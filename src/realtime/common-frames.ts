import { text } from '../schema/requests.ts'
import { type FrameOf, frame } from './frames.ts'

export const commonFrames = [
  frame('ping', 'Asks whether the server is there.', {}),
  frame('authenticate', 'Shows a new access token of the same user before the old one expires.', {
    token: text(1, 2048, {
      description: 'A new access token of the same user.',
      examples: ['eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9...'],
    }),
  }),
] as const

export type CommonFrame = FrameOf<(typeof commonFrames)[number]>

export const isCommonFrame = (frame: { type: string }): frame is CommonFrame =>
  commonFrames.some(({ type }) => type === frame.type)
