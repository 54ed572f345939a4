import type { SeededRandom } from '../../lib/random.ts'
import { seedActions } from './actions.ts'
import { minuteMs } from './calendar.ts'
import type { PlannedGig } from './gig.ts'
import type { Operation } from './operation.ts'
import type { Resident } from './people.ts'
import { fillTemplate } from './templates.ts'

export const planMessage = (gig: PlannedGig, sender: Resident, template: string, atMs: number): Operation => {
  const content = fillTemplate(template, sender.gender, gig.values)
  return { atMs, id: null, run: seedActions.sendMessage(sender.id, gig.roomId, content) }
}

export const planConversation = (random: SeededRandom, gig: PlannedGig): Operation[] => {
  const { seeker, helper, phrases, task, acceptedMs, ensured } = gig
  const [question, answer] = random.pick(task.questions)
  const [suggestion, consent] = random.pick(phrases.arrangements)
  const templates: [Resident, string][] = [[helper, random.pick(phrases.greetings)]]
  if (random.chance(0.5)) templates.push([seeker, random.pick(phrases.welcomes)])
  if (random.chance(0.6)) templates.push([helper, question], [seeker, answer])
  if (random.chance(0.4)) templates.push([helper, suggestion], [seeker, consent])

  let atMs = acceptedMs
  const messages = templates.map(([sender, template]) => {
    atMs += Math.round(random.between(0.3, 5) * minuteMs)
    return planMessage(gig, sender, template, atMs)
  })
  const isUnread = (reader: Resident) => reader === seeker && ensured.includes('unread by the seeker')
  const readers = [seeker, helper].filter(reader => random.chance(0.6) && !isUnread(reader))
  const reads = readers.map(
    ({ id }): Operation => ({
      atMs: atMs + Math.round(random.between(0.1, 5) * minuteMs),
      id: null,
      run: seedActions.markRoomRead(id, gig.roomId),
    }),
  )
  return [...messages, ...reads]
}
