import pLimit from 'p-limit'
import { type Context, createContext, disposeContext } from '../../context.ts'
import { addBuddy } from '../../domain/buddies/service.ts'
import { commandOf, systemWrite } from '../../lib/command.ts'
import { createLog } from '../../lib/log.ts'
import { seededRandom } from '../../lib/random.ts'
import { toTimestamp } from '../../lib/timestamp.ts'
import { contextAt, type Operation, runOperations } from '../seed/operation.ts'
import { planPeople, uploadPictures } from './people.ts'
import { createPlan, dayMs, operationOf, type Plan, type PlannedPerson } from './plan.ts'
import { planGig } from './plan-gig.ts'
import type { WorldFile } from './schema.ts'

interface FillOptions {
  seed: number
  /** The end of the world, in milliseconds since 1970; null: as the file says. */
  asOfMs: number | null
}

/**
 * Services write every row, so the rules of the marketplace hold. A file that breaks one leaves a part behind:
 * a trial shows it before. @param report called with the share that is done, from 0 to 1 @throws WorldFileError
 */
export const fillFromWorldFile = (
  ctx: Context,
  file: WorldFile,
  options: FillOptions,
  report: (share: number) => void = () => {},
): Promise<void> => make(ctx, file, { ...options, nowMs: ctx.clock.now(), hasPictures: true }, report)

/** Makes the world in memory, without the pictures. The caller disposes of it. @throws WorldFileError */
export const openTrial = async (
  { config, clock }: Pick<Context, 'config' | 'clock'>,
  file: WorldFile,
  options: FillOptions,
  report: (share: number) => void = () => {},
): Promise<Context> => {
  const trial = createContext({ ...config, dataDir: ':memory:' }, { log: createLog('silent') })
  try {
    await make(trial, file, { ...options, nowMs: clock.now(), hasPictures: false }, report)
    return trial
  } catch (error) {
    await disposeContext(trial)
    throw error
  }
}

const make = async (
  ctx: Context,
  file: WorldFile,
  { seed, asOfMs, nowMs, hasPictures }: FillOptions & { nowMs: number; hasPictures: boolean },
  report: (share: number) => void,
): Promise<void> => {
  const random = seededRandom(seed)
  const plan = createPlan(file, random, { asOfMs, nowMs })
  const people = planPeople(plan)
  const rest = [
    ...(file.gigs ?? []).flatMap((gig, index) => planGig(plan, gig, index)),
    ...planBuddies(plan, file),
  ]
  const total = people.length + rest.length
  await runOperations(ctx, random, people, done => report(done / total))
  if (hasPictures) await uploadPictures(ctx, plan, file.pictures ?? [])
  await runOperations(ctx, random, rest, done => report((people.length + done) / total))
  const limit = pLimit(8)
  await limit.map(plan.people, person => leaveUnread(ctx, plan, person))
  await runOperations(ctx, random, planDisabling(plan), () => {})
}

const planBuddies = (plan: Plan, { buddies = [] }: WorldFile): Operation[] =>
  buddies.map(({ id, owner, buddy, notes, added_at }, index) => {
    const path = `buddies[${index}]`
    const [actor, other] = [plan.person(owner, path), plan.person(buddy, path)]
    const draft = { buddyUserId: other.id, notes: notes ?? null }
    const atMs = added_at === undefined ? plan.endMs - dayMs : plan.timeOf(added_at)
    return operationOf(path, atMs, ctx => addBuddy(ctx, commandOf(actor.id, ctx), draft), id ?? null)
  })

/** All but the newest ones that the file says are unread. */
const leaveUnread = async (
  ctx: Context,
  plan: Plan,
  { id, unread_notifications }: PlannedPerson,
): Promise<void> => {
  if (unread_notifications === undefined) return
  const { notifications } = await ctx.store.notifications.list(id, null, toTimestamp(0), maxNotifications)
  const unread = notifications.filter(({ isRead }) => !isRead)
  const lastRead = unread[unread.length - unread_notifications - 1]
  if (!lastRead) return
  const now = contextAt(ctx, plan.random, { atMs: plan.endMs, id: null })
  await ctx.store.notifications.markRead(commandOf(id, now), lastRead.id)
}

/** More than anybody gets in the 30 days for which they are kept. */
const maxNotifications = 1_000_000

const planDisabling = (plan: Plan): Operation[] =>
  plan.people.flatMap(({ id, path, disabled_at }) => {
    if (disabled_at === undefined) return []
    const at = plan.timestampOf(disabled_at)
    return [
      operationOf(path, plan.timeOf(disabled_at), ctx =>
        ctx.store.users.setDisabled(systemWrite(ctx), id, at),
      ),
    ]
  })
