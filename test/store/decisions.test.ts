import { afterAll, beforeAll, expect, test } from 'bun:test'
import { readConfig } from '../../src/config.ts'
import { type Context, createContext, disposeContext } from '../../src/context.ts'
import { deleteAccount } from '../../src/domain/accounts/deletion.ts'
import { changePassword, openAccount, registerUser } from '../../src/domain/auth/service.ts'
import { addBuddy, annotateBuddy, removeBuddy } from '../../src/domain/buddies/service.ts'
import { endRoom, markRoomRead, sendMessage } from '../../src/domain/chat/service.ts'
import { acceptGig, changeGigStatus, postGig, reviseGig, withdrawGig } from '../../src/domain/gigs/service.ts'
import { createOperator, disableOperator } from '../../src/domain/operators/service.ts'
import { logIn, readLink, useLink } from '../../src/domain/operators/sessions.ts'
import { codeOf, fromBase32 } from '../../src/domain/operators/totp.ts'
import { makeReport } from '../../src/domain/reports/service.ts'
import { postReview, removeReview, reviseReview } from '../../src/domain/reviews/service.ts'
import { createMockProvider, slowPaymentMs } from '../../src/domain/transactions/provider.ts'
import { cancelPayment, createEscrow, releasePayment } from '../../src/domain/transactions/service.ts'
import { deleteFile, setProfileImage, uploadFile } from '../../src/domain/uploads/service.ts'
import { createVariants } from '../../src/domain/uploads/variants.ts'
import { reviseProfile, setAvailability, setPlace } from '../../src/domain/users/service.ts'
import type { User } from '../../src/domain/users/user.ts'
import { type ManualClock, manualClock } from '../../src/lib/clock.ts'
import { commandOf, systemWrite } from '../../src/lib/command.ts'
import { bytesOf, still } from '../support/images.ts'
import { testNow } from '../support/server.ts'
import { makeGig, silentLog } from '../support/stores.ts'
import { everything } from './arrange.ts'
import { interceptCalls } from './methods.ts'
import { writeCases } from './write-cases.ts'

/**
 * An engine may call a decision again, so each is called twice here. The second call has to return or throw the same as
 * the first, and neither may change what it was given.
 */

const decided = new Set<string>()
const differences: unknown[] = []
let clock: ManualClock
let ctx: Context
let seeker: User
let helper: User
let stranger: User

const outcomeOf = (decide: () => unknown) => {
  try {
    return { returned: decide() }
  } catch (thrown) {
    return { thrown }
  }
}

const decideTwice =
  (method: string, decide: (...given: unknown[]) => unknown) =>
  (...given: unknown[]): unknown => {
    decided.add(method)
    const before = structuredClone(given)
    const [first, second] = [outcomeOf(() => decide(...given)), outcomeOf(() => decide(...given))]
    if (!Bun.deepEquals([first, given], [second, before])) differences.push({ method, first, second, given })
    if ('thrown' in second) throw second.thrown
    return second.returned
  }

beforeAll(async () => {
  clock = manualClock(testNow)
  const config = readConfig({ PORT: '0', DATA_DIR: ':memory:' }, 'production')
  const opened = createContext(config, { clock, log: silentLog })
  const store = interceptCalls(opened.store, (name, method, values) =>
    method(
      values.map(value =>
        typeof value === 'function'
          ? decideTwice(name, (...given) => Reflect.apply(value, undefined, given))
          : value,
      ),
    ),
  )
  ctx = { ...opened, store }
  const register = (name: string) =>
    openAccount(ctx, { email: `${name}@example.com`, fullName: name, contactInfo: null }, 'hash')
  ;[seeker, helper, stranger] = await Promise.all([register('somchai'), register('mali'), register('anan')])
})
afterAll(() => disposeContext(ctx))

const by = (user: User) => commandOf(user.id, ctx)
const postOne = () => postGig(ctx, by(seeker), makeGig(seeker))
const postAccepted = async () => acceptGig(ctx, by(helper), (await postOne()).id)
const pay = (
  gigId: Awaited<ReturnType<typeof postOne>>['id'],
  paymentMethod: 'mock_payment' | 'mock_payment_slow',
) => createEscrow(ctx, createMockProvider(clock), by(seeker), { gigId, paymentMethod })
const expectRejected = (attempt: Promise<unknown>) => expect(attempt).rejects.toThrow()

const decideAboutPeople = async () => {
  const password = 'the first password 1'
  const account = { email: 'kaew@example.com', fullName: 'Kaew', contactInfo: null }
  const { id: userId } = await registerUser(ctx, { ...account, password })
  const passwords = { old: password, new: 'the second password 2' }
  await changePassword(ctx, { userId, sessionId: ctx.newId() }, passwords)
  await reviseProfile(ctx, by(helper), { fullName: 'มะลิ' })
  await setPlace(ctx, by(helper), { latitude: 13.75, longitude: 100.5 }, 'Soi 1')
  await setAvailability(ctx, by(helper), false)
  const { buddy } = await addBuddy(ctx, by(seeker), { buddyUserId: helper.id, notes: null })
  await expectRejected(addBuddy(ctx, by(seeker), { buddyUserId: seeker.id, notes: null }))
  await annotateBuddy(ctx, by(seeker), buddy.id, 'strong')
  await expectRejected(removeBuddy(ctx, by(stranger), buddy.id))
  await removeBuddy(ctx, by(seeker), buddy.id)
}

const decideAboutGigs = async () => {
  const gig = await postOne()
  await reviseGig(ctx, by(seeker), gig.id, { title: 'Paint a fence' })
  await expectRejected(withdrawGig(ctx, by(stranger), gig.id))
  await withdrawGig(ctx, by(seeker), gig.id)
  const accepted = await postAccepted()
  await expectRejected(acceptGig(ctx, by(stranger), accepted.id))
  await changeGigStatus(ctx, by(helper), accepted.id, 'IN_PROGRESS')
  await pay(accepted.id, 'mock_payment')
  await changeGigStatus(ctx, by(helper), accepted.id, 'CANCELLED')
  await changeGigStatus(ctx, by(helper), accepted.id, 'CANCELLED')
}

const decideAboutMoney = async () => {
  const gig = await postAccepted()
  const first = await pay(gig.id, 'mock_payment_slow')
  clock.advance(slowPaymentMs)
  while ((await ctx.store.transactions.find(first.id))?.status === 'PROCESSING') await Bun.sleep(1)
  await expectRejected(cancelPayment(ctx, by(stranger), first.id))
  await cancelPayment(ctx, by(seeker), first.id)
  const { id } = await pay(gig.id, 'mock_payment')
  await expectRejected(pay(gig.id, 'mock_payment'))
  await releasePayment(ctx, by(seeker), id, 'done')
  const review = { gigId: gig.id, revieweeId: helper.id, rating: 4, comment: 'Careful' }
  await expectRejected(postReview(ctx, by(stranger), review))
  const posted = await postReview(ctx, by(seeker), review)
  await reviseReview(ctx, by(seeker), posted.id, { rating: 5 })
  await removeReview(ctx, by(seeker), posted.id)
}

const decideAboutChat = async () => {
  await postAccepted()
  const [room] = (await ctx.store.chat.listRooms(helper.id, everything)).items
  if (!room) throw new Error('There is no room.')
  const draft = { content: 'Hello', imageUrl: null, clientId: 'a' }
  await expectRejected(sendMessage(ctx, by(stranger), room.id, draft))
  await sendMessage(ctx, by(helper), room.id, draft)
  await markRoomRead(ctx, by(seeker), room.id)
  await markRoomRead(ctx, by(seeker), room.id)
  await endRoom(ctx, by(seeker), room.id)
  await endRoom(ctx, by(helper), room.id)
}

const decideAboutFiles = async () => {
  const picture = new File([await bytesOf(still(16, 16).png())], 'photo.png')
  const { id } = await uploadFile(ctx, by(seeker), 'general', picture)
  await expectRejected(setProfileImage(ctx, by(stranger), id))
  await setProfileImage(ctx, by(seeker), id)
  await deleteFile(
    ctx,
    createVariants(ctx, () => true),
    by(seeker),
    id,
  )
}

const decideAboutAccounts = async () => {
  const spam = { subjectKind: 'person' as const, subjectId: helper.id, reason: 'Spam' }
  await makeReport(ctx, by(stranger), spam)
  await pay((await postAccepted()).id, 'mock_payment')
  await expectRejected(deleteAccount(ctx, helper.id))
  await deleteAccount(ctx, stranger.id)
}

const decideAboutOperators = async () => {
  const [email, password] = ['desk@example.com', 'a password for the desk']
  const account = { id: ctx.newId<'operator'>(), email, role: 'operator' as const }
  const { url } = await createOperator(ctx, systemWrite(ctx), account)
  const link = url.replace(/^.*#link=/, '')
  const { secret } = await readLink(ctx, link)
  const codeOfNow = () => codeOf(fromBase32(secret), Math.floor(clock.now() / 30_000))
  await useLink(ctx, { link, password, code: codeOfNow() })
  await expectRejected(logIn(ctx, { email, password, code: codeOfNow() }))
  clock.advance(30_000)
  await logIn(ctx, { email, password, code: codeOfNow() })
  await disableOperator(ctx, systemWrite(ctx), { id: account.id, by: null })
}

test('every decision of the services is pure: called twice it returns or throws the same', async () => {
  await decideAboutPeople()
  await decideAboutGigs()
  await decideAboutMoney()
  await decideAboutChat()
  await decideAboutFiles()
  await decideAboutAccounts()
  await decideAboutOperators()
  expect(differences).toEqual([])
  const deciding = Object.entries(writeCases).flatMap(([name, { decides }]) => (decides ? [name] : []))
  expect([...decided].sort()).toEqual(deciding.sort())
})
