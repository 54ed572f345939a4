import fc from 'fast-check'
import type { PersonNumber } from './marketplace-model.ts'

/** Two roles of the thing at hand, so that most operations get somewhere, and now and then just anybody. */
export type Role = 'seeker' | 'helper' | PersonNumber

export type Operation =
  | { kind: 'post'; who: PersonNumber; budgetSatang: bigint; key: string | null }
  | { kind: 'accept'; at: number; who: Role; key: string | null }
  | { kind: 'move'; at: number; who: Role; status: string }
  | { kind: 'withdraw'; at: number; who: Role }
  | { kind: 'pay'; at: number; who: Role; method: string; key: string | null }
  | { kind: 'release' | 'refund'; at: number; who: Role; isByStatus: boolean }
  | { kind: 'settle' }
  | { kind: 'review'; at: number; who: Role; reviewee: Role; rating: number; key: string | null }
  | { kind: 'rerate'; at: number; who: Role; rating: number }
  | { kind: 'unreview'; at: number; who: Role }
  | { kind: 'befriend'; who: PersonNumber; other: PersonNumber; key: string | null }
  | { kind: 'annotate'; at: number; who: Role; notes: string | null }
  | { kind: 'unfriend'; at: number; who: Role }
  | { kind: 'pause'; who: PersonNumber; isAvailable: boolean }
  | { kind: 'say'; at: number; who: Role }
  | { kind: 'read'; at: number; who: Role }
  | { kind: 'readNotifications'; who: PersonNumber; skip: number }
  | { kind: 'disable'; who: PersonNumber }

const person = fc.constantFrom<PersonNumber>(0, 1, 2, 3)
const mostly = (usual: Role) =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constant(usual) },
    { weight: 2, arbitrary: fc.constantFrom<Role>('seeker', 'helper') },
    { weight: 1, arbitrary: person },
  )
const either = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom<Role>('seeker', 'helper') },
  { weight: 1, arbitrary: person },
)
/** Counts from the newest; where there are not that many, the operation is on something that is not there. */
const at = fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.nat(2) })
const rating = fc.integer({ min: 1, max: 5 })
const key = fc.option(fc.constantFrom('a', 'b'), { freq: 3 })
const budgetSatang = fc.oneof(
  fc.constantFrom(1n, 9n, 10n, 29n, 30n, 150_000n, 1_000_000_000n),
  fc.bigInt({ min: 1n, max: 1_000_000_000n }),
)
const status = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('IN_PROGRESS', 'COMPLETED') },
  { weight: 1, arbitrary: fc.constantFrom('ACCEPTED', 'CANCELLED', 'PENDING') },
)
const method = fc.oneof(
  { weight: 4, arbitrary: fc.constant('mock_payment') },
  { weight: 1, arbitrary: fc.constantFrom('mock_payment_declined', 'mock_payment_slow') },
)
const kind = <const Kind extends string>(name: Kind) => fc.constant(name)

const post = fc.record({ kind: kind('post'), who: person, budgetSatang, key })
const accept = fc.record({ kind: kind('accept'), at, who: mostly('helper'), key })
const pay = fc.record({ kind: kind('pay'), at, who: mostly('seeker'), method, key })
const endPayment = fc.record({
  kind: fc.constantFrom('release', 'release', 'refund'),
  at,
  who: mostly('seeker'),
  isByStatus: fc.boolean(),
})
const review = fc.record({ kind: kind('review'), at, who: either, reviewee: either, rating, key })

const anything: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 1, arbitrary: post },
  { weight: 3, arbitrary: accept },
  { weight: 4, arbitrary: fc.record({ kind: kind('move'), at, who: either, status }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('withdraw'), at, who: either }) },
  { weight: 5, arbitrary: pay },
  { weight: 3, arbitrary: endPayment },
  { weight: 1, arbitrary: fc.record({ kind: kind('settle') }) },
  { weight: 6, arbitrary: review },
  { weight: 2, arbitrary: fc.record({ kind: kind('rerate'), at, who: mostly('seeker'), rating }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('unreview'), at, who: mostly('seeker') }) },
  { weight: 3, arbitrary: fc.record({ kind: kind('befriend'), who: person, other: person, key }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: kind('annotate'),
      at,
      who: mostly('seeker'),
      notes: fc.option(fc.constant('Has a van')),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: kind('unfriend'), at, who: mostly('seeker') }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('pause'), who: person, isAvailable: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('say'), at, who: either }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('read'), at, who: either }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('readNotifications'), who: person, skip: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('disable'), who: person }) },
)

const inTurn = (...steps: fc.Arbitrary<Operation>[]): fc.Arbitrary<Operation[]> => fc.tuple(...steps)
const surely = { at: fc.constant(0), key: fc.constant(null) }
const sureAccept = fc.record({ kind: kind('accept'), who: kind('helper'), ...surely })
const surePay = fc.record({ kind: kind('pay'), who: kind('seeker'), method: kind('mock_payment'), ...surely })
const sureRelease = fc.record({
  kind: kind('release'),
  who: kind('seeker'),
  at: surely.at,
  isByStatus: fc.boolean(),
})

/** How most lives begin, so that what comes behind has something to be about. */
const opening: fc.Arbitrary<Operation[]> = fc.oneof(
  inTurn(),
  inTurn(post, accept, pay, endPayment),
  inTurn(post, sureAccept, pay),
  inTurn(post, sureAccept, surePay, sureRelease),
)

/** Up to 40 operations. */
export const operations: fc.Arbitrary<Operation[]> = fc
  .tuple(opening, fc.array(anything, { minLength: 1, maxLength: 36, size: 'max' }))
  .map(([first, rest]) => [...first, ...rest])
