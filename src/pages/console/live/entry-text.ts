import type { DevLogEntry } from '../controls.ts'

interface Words {
  pending: string
  noResponse: string
  lost: string
  twice: string
  closed: string
}

/** `POST /api/gigs`, or `→ message /ws/chat/…`. */
export const titleOf = ({ kind, method, path, frame }: DevLogEntry): string => {
  if (kind === 'request') return `${method} ${path}`
  const arrow = { frame_received: '↑', frame_sent: '↓', socket_closed: '×' }[kind]
  return `${arrow} ${frame ?? ''} ${path}`.replace('  ', ' ')
}

export const outcomeOf = ({ kind, status, code, ms, copies }: DevLogEntry, words: Words): string => {
  if (kind === 'socket_closed') return `${words.closed} ${status ?? ''}`
  if (kind !== 'request') return copies === 0 ? words.lost : copies === 2 ? words.twice : (code ?? '')
  if (status === null) return ms === null ? words.pending : words.noResponse
  return code === null ? `${status}` : `${status} ${code}`
}

export type Tone = 'good' | 'bad' | 'wait' | 'plain'

/** Yellow is not over; a frame has no colour. */
export const toneOf = ({ kind, status, code, ms, copies }: DevLogEntry): Tone => {
  if (kind === 'socket_closed') return status === 1000 || status === 1001 ? 'plain' : 'wait'
  if (kind !== 'request') return copies === 0 || code !== null ? 'bad' : 'plain'
  if (status === null) return ms === null ? 'wait' : 'bad'
  return status >= 400 ? 'bad' : 'good'
}

export const isError = (entry: DevLogEntry): boolean => toneOf(entry) === 'bad'

export const views = ['all', 'requests', 'frames', 'errors'] as const
export type ViewName = (typeof views)[number]

const fits: Record<ViewName, (entry: DevLogEntry) => boolean> = {
  all: () => true,
  requests: ({ kind }) => kind === 'request',
  frames: ({ kind }) => kind !== 'request',
  errors: isError,
}

/** Every word of the text has to be found; newest first. */
export const selectEntries = (
  entries: readonly DevLogEntry[],
  view: ViewName,
  text: string,
  nameOf: (userId: string | null) => string,
): DevLogEntry[] => {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return entries
    .filter(entry => {
      if (!fits[view](entry)) return false
      if (words.length === 0) return true
      const { world, status, code, hint, prefer, query } = entry
      const searched = [titleOf(entry), nameOf(entry.user_id), world, status, code, hint, prefer, query]
        .join(' ')
        .toLowerCase()
      return words.every(word => searched.includes(word))
    })
    .reverse()
}
