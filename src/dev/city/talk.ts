import { markRoomRead, sendMessage } from '../../domain/chat/service.ts'
import type { SeededRandom } from '../../lib/random.ts'
import { minuteMs } from './calendar.ts'
import type { PlannedGig } from './gig.ts'
import type { Resident } from './people.ts'
import type { Step } from './step.ts'
import { say } from './wording.ts'

/** What somebody says in the room of a gig. */
export const planMessage = (gig: PlannedGig, speaker: Resident, text: string, atMs: number): Step => {
  const content = say(text, speaker.gender, gig.words)
  const draft = { content, imageUrl: null, clientId: null }
  return { atMs, id: null, act: world => sendMessage(world, gig.roomId, speaker.id, draft) }
}

/** What the two say in the first minutes; about a third are brief, and not everybody reads the end. */
export const planTalk = (random: SeededRandom, gig: PlannedGig): Step[] => {
  const { seeker, helper, phrases, task, acceptedMs } = gig
  const [question, answer] = random.pick(task.questions)
  const [suggestion, consent] = random.pick(phrases.arrangements)
  const lines: [Resident, string][] = [[helper, random.pick(phrases.greetings)]]
  if (random.chance(0.5)) lines.push([seeker, random.pick(phrases.welcomes)])
  if (random.chance(0.6)) lines.push([helper, question], [seeker, answer])
  if (random.chance(0.4)) lines.push([helper, suggestion], [seeker, consent])

  let atMs = acceptedMs
  const steps = lines.map(([speaker, text]) => {
    atMs += Math.round(random.between(0.3, 5) * minuteMs)
    return planMessage(gig, speaker, text, atMs)
  })
  const readers = [seeker, helper].filter(() => random.chance(0.6))
  const reads = readers.map(
    ({ id }): Step => ({
      atMs: atMs + Math.round(random.between(0.1, 5) * minuteMs),
      id: null,
      act: world => markRoomRead(world, gig.roomId, id),
    }),
  )
  return [...steps, ...reads]
}
