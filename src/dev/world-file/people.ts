import pLimit from 'p-limit'
import type { Context } from '../../context.ts'
import { openAccount } from '../../domain/auth/service.ts'
import { setProfileImage, uploadFile } from '../../domain/uploads/service.ts'
import { reviseProfile, setAvailability, setPlace } from '../../domain/users/service.ts'
import { commandOf, systemWrite } from '../../lib/command.ts'
import { contextAt, type Operation } from '../seed/operation.ts'
import { demoPasswordHash } from '../seed/personas.ts'
import { drawPlaceholder } from './placeholder.ts'
import { dayMs, operationOf, type Plan, type PlannedPerson } from './plan.ts'
import type { WorldPicture } from './schema.ts'

export const planPeople = (plan: Plan): Operation[] => plan.people.flatMap(person => planPerson(plan, person))

const joinedMs = (plan: Plan, { registered_at }: PlannedPerson): number =>
  registered_at === undefined ? plan.endMs - 30 * dayMs : plan.timeOf(registered_at)

const planPerson = (plan: Plan, person: PlannedPerson): Operation[] => {
  const { path, id, email, full_name, contact_info = null, address_text, latitude, longitude } = person
  const atMs = joinedMs(plan, person)
  const account = { email, fullName: full_name, contactInfo: contact_info }
  const operations = [operationOf(path, atMs, ctx => openAccount(ctx, account, demoPasswordHash), id)]
  if (latitude !== undefined && longitude !== undefined) {
    const place = { latitude, longitude }
    operations.push(operationOf(path, atMs, ctx => setPlace(ctx, commandOf(id, ctx), place, address_text)))
  } else if (address_text !== undefined) {
    const change = { addressText: address_text }
    operations.push(operationOf(path, atMs, ctx => reviseProfile(ctx, commandOf(id, ctx), change)))
  }
  if (person.verified)
    operations.push(operationOf(path, atMs, ctx => ctx.store.users.verify(systemWrite(ctx), id)))
  if (person.available === false)
    operations.push(operationOf(path, atMs, ctx => setAvailability(ctx, commandOf(id, ctx), false)))
  return operations
}

/** Some are drawn here while others are encoded in the image process. */
const concurrency = 4

/** Each upload of a profile picture makes it that, so the right ones are set afterwards. */
export const uploadPictures = async (
  ctx: Context,
  plan: Plan,
  pictures: readonly WorldPicture[],
): Promise<void> => {
  const limit = pLimit(concurrency)
  // The quotas are for people who upload.
  const config = { ...ctx.config, quotaFiles: Number.MAX_SAFE_INTEGER, quotaMib: Number.MAX_SAFE_INTEGER }
  await limit.map(pictures, async (picture, index) => {
    const { id, category = 'general', width, height, file_name, uploaded_at } = picture
    const owner = plan.person(picture.owner, `pictures[${index}].owner`)
    const atMs = uploaded_at === undefined ? joinedMs(plan, owner) : plan.timeOf(uploaded_at)
    const drawing = drawPlaceholder(width, height, id)
    const file = new File([drawing], file_name ?? drawing.name, { type: drawing.type })
    const at = { ...contextAt(ctx, plan.random, { atMs, id }), config }
    await uploadFile(at, commandOf(owner.id, at), category, file)
  })
  for (const { id, picture } of plan.people)
    if (picture !== undefined) await setProfileImage(ctx, commandOf(id, ctx), picture)
}
