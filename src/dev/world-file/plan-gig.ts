import { endRoom, markRoomRead, sendMessage } from '../../domain/chat/service.ts'
import type { GigStatus } from '../../domain/gigs/gig.ts'
import type { GigDraft } from '../../domain/gigs/rules.ts'
import { acceptGig, changeGigStatus, postGig, reviseGig } from '../../domain/gigs/service.ts'
import type { RoomId } from '../../domain/ids.ts'
import { commandOf } from '../../lib/command.ts'
import { drawId, type Operation } from '../seed/operation.ts'
import type { WorldGig, WorldRoom } from './gig-schema.ts'
import { dayMs, imageUrlOf, operationOf, type Plan, type PlannedPerson, Steps } from './plan.ts'
import { planPayments } from './plan-payments.ts'
import { planReviews } from './plan-reviews.ts'
import type { AcceptedGig, PlannedGig } from './planned-gig.ts'
import { WorldFileError } from './problem.ts'

/** Operations of one moment are in the order in which they have to run. @throws WorldFileError */
export const planGig = (plan: Plan, written: WorldGig, index: number): Operation[] => {
  const path = `gigs[${index}]`
  const posted = new Steps(plan, -Infinity)
  const postedMs = written.posted_at
    ? posted.next(`${path}.posted_at`, written.posted_at)
    : plan.endMs - dayMs
  posted.latestMs = postedMs
  const gig: PlannedGig = {
    ...written,
    path,
    id: written.id ?? drawId<'gig'>(plan.random, postedMs),
    status: written.status ?? 'PENDING',
    seekerOf: plan.person(written.seeker, `${path}.seeker`),
  }
  checkShape(gig)
  const posting = operationOf(
    path,
    postedMs,
    ctx => postGig(ctx, commandOf(gig.seekerOf.id, ctx), draftOf(plan, gig)),
    gig.id,
  )
  return [posting, ...planRevision(posted, gig), ...planRest(plan, posted, gig)]
}

const draftOf = (plan: Plan, gig: WorldGig): GigDraft => ({
  title: gig.title,
  description: gig.description,
  durationHours: gig.duration_hours,
  budgetSatang: gig.budget,
  latitude: gig.latitude,
  longitude: gig.longitude,
  addressText: gig.address_text,
  startsAt: gig.starts_at === undefined ? null : plan.timestampOf(gig.starts_at),
  imageUrls: (gig.images ?? []).map(imageUrlOf),
})

const checkShape = ({ path, status, helper, room, payments, reviews }: PlannedGig): void => {
  const isOpen = status === 'PENDING' || (status === 'CANCELLED' && helper === undefined)
  if (!isOpen && helper === undefined)
    throw new WorldFileError(`${path}.helper`, `Is missing: a gig that is ${status} has one.`)
  if (status === 'PENDING' && helper !== undefined)
    throw new WorldFileError(`${path}.helper`, 'A gig that is PENDING has none yet.')
  for (const [name, part] of Object.entries({ room, payments, reviews }))
    if (isOpen && part !== undefined)
      throw new WorldFileError(`${path}.${name}`, 'A gig without a helper has none.')
}

const planRevision = (steps: Steps, { path, id, seekerOf, revised_at }: PlannedGig): Operation[] => {
  if (revised_at === undefined) return []
  const atMs = steps.next(`${path}.revised_at`, revised_at)
  return [operationOf(path, atMs, ctx => reviseGig(ctx, commandOf(seekerOf.id, ctx), id, {}))]
}

const planRest = (plan: Plan, steps: Steps, gig: PlannedGig): Operation[] => {
  const { path, helper, id } = gig
  if (helper === undefined) return planCancellation(steps, gig)
  const helperOf = plan.person(helper, `${path}.helper`)
  const acceptedMs = steps.next(`${path}.accepted_at`, gig.accepted_at)
  const accepted: AcceptedGig = { ...gig, helperOf, acceptedMs }
  const roomId = gig.room?.id ?? drawId<'room'>(plan.random, acceptedMs)
  const acceptance = operationOf(
    `${path}.helper`,
    acceptedMs,
    ctx => acceptGig(ctx, commandOf(helperOf.id, ctx), id),
    roomId,
  )
  const room = planRoom(plan, accepted, roomId, gig.room ?? {})
  const payments = planPayments(plan, accepted)
  const work = planWork(steps, accepted, payments.releasedMs)
  const completedMs = steps.latestMs
  const release = payments.releaseAfter(completedMs)
  // A payment is made and cancelled before its gig is cancelled.
  if (gig.cancelled_at === undefined) steps.latestMs = Math.max(steps.latestMs, payments.latestMs)
  const cancellation = planCancellation(steps, gig)
  return [
    acceptance,
    ...room.messages,
    ...payments.operations,
    ...work,
    ...release,
    ...cancellation,
    ...planReviews(plan, accepted, completedMs),
    ...room.end,
  ]
}

const changeStatus = (
  { path, id }: PlannedGig,
  status: GigStatus,
  actor: PlannedPerson,
  atMs: number,
): Operation => operationOf(path, atMs, ctx => changeGigStatus(ctx, commandOf(actor.id, ctx), id, status))

/** @param releasedMs of a release that the file has, which completes the gig too */
const planWork = (steps: Steps, gig: AcceptedGig, releasedMs: number | null): Operation[] => {
  const { path, status, helperOf, acceptedMs, started_at, completed_at } = gig
  const isDone = status === 'COMPLETED' || (status === 'CANCELLED' && completed_at !== undefined)
  if (status !== 'IN_PROGRESS' && !isDone) return []
  const startedMs = started_at || !isDone ? steps.next(`${path}.started_at`, started_at) : acceptedMs
  const start = changeStatus(gig, 'IN_PROGRESS', helperOf, startedMs)
  if (!isDone) return [start]
  if (completed_at === undefined && releasedMs !== null) {
    steps.latestMs = releasedMs
    return []
  }
  const completedMs = steps.next(`${path}.completed_at`, completed_at)
  if (releasedMs === null || releasedMs > completedMs)
    return [start, changeStatus(gig, 'COMPLETED', helperOf, completedMs)]
  if (releasedMs === completedMs) return []
  throw new WorldFileError(
    `${path}.completed_at`,
    'Must be the moment of the release, which completed the gig.',
  )
}

const planCancellation = (steps: Steps, gig: PlannedGig): Operation[] => {
  if (gig.status !== 'CANCELLED') return []
  const atMs = steps.next(`${gig.path}.cancelled_at`, gig.cancelled_at)
  return [changeStatus(gig, 'CANCELLED', gig.seekerOf, atMs)]
}

const planRoom = (plan: Plan, gig: AcceptedGig, roomId: RoomId, room: WorldRoom) => {
  const { seekerOf, helperOf, acceptedMs } = gig
  const path = `${gig.path}.room`
  const steps = new Steps(plan, acceptedMs)
  const written = room.messages ?? []
  const reads = { seeker: room.read_by_seeker ?? 0, helper: room.read_by_helper ?? 0 }
  for (const [who, count] of Object.entries(reads))
    if (count > written.length)
      throw new WorldFileError(`${path}.read_by_${who}`, `The room has only ${written.length} messages.`)
  const readAt = (count: number): Operation[] =>
    [
      { by: seekerOf, read: reads.seeker },
      { by: helperOf, read: reads.helper },
    ]
      .filter(({ read }) => read === count)
      .map(({ by }) =>
        operationOf(path, steps.latestMs, ctx => markRoomRead(ctx, commandOf(by.id, ctx), roomId)),
      )
  const clientIds = new Set<string>()
  const messages = written.flatMap(({ id, from, text = '', image, client_id, sent_at }, index) => {
    const at = `${path}.messages[${index}]`
    if (text === '' && image === undefined)
      throw new WorldFileError(`${at}.text`, 'Is missing, and there is no image either.')
    if (client_id !== undefined && clientIds.has(`${from} ${client_id}`))
      throw new WorldFileError(`${at}.client_id`, 'Is that of an earlier message of the same sender.')
    clientIds.add(`${from} ${client_id}`)
    const atMs = steps.next(`${at}.sent_at`, sent_at)
    const sender = from === 'seeker' ? seekerOf : helperOf
    const draft = {
      content: text,
      imageUrl: image === undefined ? null : imageUrlOf(image),
      clientId: client_id ?? null,
    }
    const sending = operationOf(
      at,
      atMs,
      ctx => sendMessage(ctx, commandOf(sender.id, ctx), roomId, draft),
      id ?? drawId<'message'>(plan.random, atMs),
    )
    return [sending, ...readAt(index + 1)]
  })
  const end = room.ended
    ? [operationOf(path, steps.latestMs, ctx => endRoom(ctx, commandOf(seekerOf.id, ctx), roomId))]
    : []
  return { messages, end }
}
