import { type Context, disposeContext } from '../../context.ts'
import type { Buddy } from '../../domain/buddies/buddy.ts'
import type { GigDetails } from '../../domain/gigs/gig.ts'
import type { UserId } from '../../domain/ids.ts'
import type { NamedTransaction } from '../../domain/transactions/transaction.ts'
import type { UploadedFile } from '../../domain/uploads/file.ts'
import type { User } from '../../domain/users/user.ts'
import { type Timestamp, toTimestamp } from '../../lib/timestamp.ts'
import { openTrial } from './fill.ts'
import { timesIn } from './plan.ts'
import { WorldFileError } from './problem.ts'
import { parseWorldFile } from './read.ts'
import { readAll } from './read-all.ts'
import { saveGig } from './save-gig.ts'
import { compact, type ImageReferences, imageReferences, toMillisecond } from './save-values.ts'
import { maxima, maxPictureSide } from './schema.ts'

interface Belongings {
  user: User
  unread: number
  gigs: GigDetails[]
  payments: NamedTransaction[]
  pictures: UploadedFile[]
  buddies: Buddy[]
}

/**
 * The same state gives the same text, without passwords, tokens and sessions, and of pictures the shape
 * alone. A trial proves that a world can be made of it. @throws WorldFileError for a world that is too large
 * or cannot be made
 */
export const saveWorldFile = async (ctx: Context): Promise<string> => {
  const saved = await contentOf(ctx)
  const trial = await openTrial(ctx, parseWorldFile(textOf(saved)), { seed: 1, asOfMs: null })
  try {
    // Some notifications follow from what no file says.
    for (const person of saved.people) {
      const { unreadCount } = await trial.store.notifications.list(person.id, null, toTimestamp(0), 1)
      person.unread_notifications = Math.min(unreadCount, person.unread_notifications)
    }
  } finally {
    await disposeContext(trial)
  }
  return textOf(saved)
}

const textOf = (saved: object): string => {
  const text = `${JSON.stringify(compact({ ...saved }), null, 2)}\n`
  if (text.length > maxima.bytes)
    throw new WorldFileError('', `The world is larger than a file may be: ${maxima.bytes / 1024 / 1024} MiB.`)
  return text
}

const contentOf = async (ctx: Context) => {
  const users = inOrder(await ctx.store.users.listAll(), one => one.createdAt)
  assertAtMost('people', users.length)
  const all: Belongings[] = []
  for (const user of users) all.push(await belongingsOf(ctx, user))
  const gigs = inOrder(
    all.flatMap(one => one.gigs),
    one => one.createdAt,
  )
  const pictures = inOrder(
    all.flatMap(one => one.pictures),
    one => one.uploadedAt,
  )
  const buddies = inOrder(
    all.flatMap(one => one.buddies),
    one => one.createdAt,
  )
  assertAtMost('gigs', gigs.length)
  assertAtMost('pictures', pictures.length)
  assertAtMost('buddies', buddies.length)
  const emails = new Map(users.map(({ id, email }) => [id, email]))
  const emailOf = (id: UserId) => emails.get(id) ?? ''
  const images = imageReferences(pictures)
  const content = {
    people: all.map(one => savePerson(one)),
    pictures: pictures.map(one => savePicture(one, users, emailOf)),
    gigs: await saveGigs(ctx, { gigs, payments: all.flatMap(one => one.payments), emailOf, images }),
    buddies: buddies.map(({ id, ownerId, buddyUserId, notes, createdAt }) =>
      compact({
        id,
        owner: emailOf(ownerId),
        buddy: emailOf(buddyUserId),
        notes: notes ?? undefined,
        added_at: toMillisecond(createdAt),
      }),
    ),
  }
  const end = [...timesIn(content)].reduce<Timestamp | undefined>(
    (latest, at) => (latest === undefined || at > latest ? at : latest),
    undefined,
  )
  return { chayenity_world: '1', as_of: end, ...content }
}

const inOrder = <One extends { id: string }>(all: readonly One[], timeOf: (one: One) => Timestamp): One[] =>
  all.toSorted((one, other) => {
    const [a, b] = [`${timeOf(one)}${one.id}`, `${timeOf(other)}${other.id}`]
    return a < b ? -1 : 1
  })

const assertAtMost = (what: Exclude<keyof typeof maxima, 'bytes'>, count: number): void => {
  if (count > maxima[what])
    throw new WorldFileError('', `The world has ${count} ${what}; a file holds at most ${maxima[what]}.`)
}

const belongingsOf = async ({ store }: Context, user: User): Promise<Belongings> => {
  const { id } = user
  const gigs = await readAll(page => store.gigs.listOf(id, 'seeker', null, page))
  const payments = await readAll(page => store.transactions.listOf(id, null, page))
  const known = await readAll(page => store.buddies.listOf(id, false, page))
  const { unreadCount } = await store.notifications.list(id, null, toTimestamp(0), 1)
  const { fileCount } = await store.uploads.usageOf(id)
  const pictures = await store.uploads.listOf({ ownerId: id, category: null, skip: 0, limit: fileCount })
  return {
    user,
    unread: unreadCount,
    gigs,
    payments: payments.filter(({ payerId }) => payerId === id),
    pictures,
    buddies: known.map(({ buddy }) => buddy),
  }
}

const savePerson = ({ user, unread }: Belongings) => ({
  id: user.id,
  email: user.email,
  full_name: user.fullName,
  ...compact({
    contact_info: user.contactInfo ?? undefined,
    address_text: user.addressText ?? undefined,
    latitude: user.latitude ?? undefined,
    longitude: user.longitude ?? undefined,
    verified: user.isVerified ? true : undefined,
    available: user.isAvailable ? undefined : false,
    picture: user.profileImageId ?? undefined,
    registered_at: toMillisecond(user.createdAt),
    disabled_at: user.disabledAt === null ? undefined : toMillisecond(user.disabledAt),
  }),
  unread_notifications: unread,
})

const savePicture = (file: UploadedFile, users: readonly User[], emailOf: (id: UserId) => string) => {
  const scale = Math.min(1, maxPictureSide / Math.max(file.width, file.height))
  const owner = users.find(({ id }) => id === file.ownerId)
  // An upload of a profile picture makes it that, so former ones become others.
  const isFormer = file.category === 'profile' && owner?.profileImageId === null
  return compact({
    id: file.id,
    owner: emailOf(file.ownerId),
    category: isFormer ? 'general' : file.category,
    file_name: file.originalFilename,
    width: Math.max(1, Math.round(file.width * scale)),
    height: Math.max(1, Math.round(file.height * scale)),
    uploaded_at: toMillisecond(file.uploadedAt),
  })
}

const saveGigs = async (
  ctx: Context,
  {
    gigs,
    payments,
    ...names
  }: {
    gigs: readonly GigDetails[]
    payments: readonly NamedTransaction[]
    emailOf: (id: UserId) => string
    images: ImageReferences
  },
) => {
  const ofGig = Map.groupBy(payments, ({ gigId }) => gigId)
  const saved: object[] = []
  for (const gig of gigs) {
    const paid = inOrder(ofGig.get(gig.id) ?? [], one => one.createdAt)
    saved.push(await saveGig(ctx, gig, { payments: paid, ...names }))
  }
  return saved
}
