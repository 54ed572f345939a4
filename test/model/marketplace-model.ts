/**
 * What the contract and the rulings say of gigs, payments, reviews and buddies, once more and as plainly as possible:
 * arrays in memory and no thought of speed. It shares no code with the product.
 */

export type PersonNumber = 0 | 1 | 2 | 3

/** What a request is to be answered: the status, and the error code of a refusal. */
export type Expected = readonly [status: number, errorCode?: string]

interface ModelGig {
  id: string
  seeker: PersonNumber
  helper: PersonNumber | null
  status: string
  budgetSatang: bigint
  isWithdrawn: boolean
}

interface ModelPayment {
  id: string
  gig: ModelGig
  payer: PersonNumber
  payee: PersonNumber
  status: string
}

interface ModelReview {
  id: string
  gig: ModelGig
  reviewer: PersonNumber
  reviewee: PersonNumber
  rating: number
  isDeleted: boolean
}

interface ModelBuddy {
  id: string
  owner: PersonNumber
  other: PersonNumber
  notes: string | null
  isDeleted: boolean
}

const forbidden: Expected = [403, 'INSUFFICIENT_PERMISSIONS']
const missing: Expected = [404, 'RESOURCE_NOT_FOUND']
const badMove: Expected = [400, 'INVALID_STATUS_TRANSITION']

/** Half up: add half a satang, then drop the rest. */
export const modelFeeOf = (amountSatang: bigint): bigint => (amountSatang * 5n * 2n + 100n) / 200n

export class MarketplaceModel {
  gigs: ModelGig[] = []
  payments: ModelPayment[] = []
  reviews: ModelReview[] = []
  buddies: ModelBuddy[] = []
  readonly isAvailable: Record<PersonNumber, boolean> = { 0: true, 1: true, 2: true, 3: true }

  /** The payment that keeps others for the same gig out. */
  #aliveFor(gig: ModelGig): ModelPayment | undefined {
    return this.payments.find(
      payment => payment.gig === gig && ['PROCESSING', 'PENDING', 'COMPLETED'].includes(payment.status),
    )
  }

  post(seeker: PersonNumber, budgetSatang: bigint): [Expected, ModelGig] {
    const gig = { id: '', seeker, helper: null, status: 'PENDING', budgetSatang, isWithdrawn: false }
    this.gigs.push(gig)
    return [[201], gig]
  }

  accept(gig: ModelGig | undefined, who: PersonNumber): Expected {
    if (!gig || gig.isWithdrawn) return missing
    if (gig.seeker === who) return forbidden
    if (gig.status !== 'PENDING') return [400, 'GIG_ALREADY_ACCEPTED']
    gig.helper = who
    gig.status = 'ACCEPTED'
    return [200]
  }

  move(gig: ModelGig | undefined, who: PersonNumber, status: string): Expected {
    if (status === 'ACCEPTED') return this.accept(gig, who)
    if (!gig || gig.isWithdrawn) return missing
    if (who !== gig.seeker && who !== gig.helper) return forbidden
    if (status === 'CANCELLED') return this.#cancelGig(gig)
    const isAllowed =
      (gig.status === 'ACCEPTED' && status === 'IN_PROGRESS') ||
      (gig.status === 'IN_PROGRESS' && status === 'COMPLETED')
    if (!isAllowed) return badMove
    gig.status = status
    return [200]
  }

  #cancelGig(gig: ModelGig): Expected {
    const payment = this.#aliveFor(gig)
    if (payment?.status === 'COMPLETED') return badMove
    if (payment) payment.status = 'CANCELLED'
    gig.status = 'CANCELLED'
    return [200]
  }

  withdraw(gig: ModelGig | undefined, who: PersonNumber): Expected {
    if (!gig || gig.isWithdrawn) return missing
    if (who !== gig.seeker) return forbidden
    if (gig.status !== 'PENDING') return [400, 'GIG_NOT_PENDING']
    gig.isWithdrawn = true
    return [204]
  }

  pay(gig: ModelGig | undefined, who: PersonNumber, method: string): [Expected, ModelPayment | null] {
    if (!gig || gig.isWithdrawn) return [missing, null]
    if (who !== gig.seeker) return [forbidden, null]
    if (gig.helper === null || gig.status === 'CANCELLED') return [[400, 'GIG_NOT_ACCEPTED'], null]
    if (this.#aliveFor(gig)) return [[409, 'TRANSACTION_ALREADY_EXISTS'], null]
    const statuses: Record<string, string> = {
      mock_payment: 'PENDING',
      mock_payment_declined: 'FAILED',
      mock_payment_slow: 'PROCESSING',
    }
    const payment = { id: '', gig, payer: who, payee: gig.helper, status: statuses[method] ?? '' }
    this.payments.push(payment)
    return [[201], payment]
  }

  /** Time passes until every provider has answered. */
  settle() {
    for (const payment of this.payments) if (payment.status === 'PROCESSING') payment.status = 'PENDING'
  }

  release(payment: ModelPayment | undefined, who: PersonNumber): Expected {
    if (!payment) return missing
    if (who !== payment.payer) return forbidden
    if (payment.status !== 'PENDING') return [400, 'TRANSACTION_NOT_PENDING']
    payment.status = 'COMPLETED'
    payment.gig.status = 'COMPLETED'
    return [200]
  }

  refund(payment: ModelPayment | undefined, who: PersonNumber): Expected {
    if (!payment) return missing
    if (who !== payment.payer) return forbidden
    if (payment.status !== 'PENDING') return [400, 'TRANSACTION_NOT_PENDING']
    payment.status = 'CANCELLED'
    return [200]
  }

  review(
    gig: ModelGig | undefined,
    reviewer: PersonNumber,
    reviewee: PersonNumber,
    rating: number,
  ): [Expected, ModelReview | null] {
    if (!gig || gig.isWithdrawn) return [missing, null]
    if (reviewer !== gig.seeker && reviewer !== gig.helper) return [forbidden, null]
    if (gig.status !== 'COMPLETED') return [[400, 'GIG_NOT_COMPLETED'], null]
    if (reviewee === reviewer || (reviewee !== gig.seeker && reviewee !== gig.helper)) {
      return [[400, 'INVALID_REVIEWEE'], null]
    }
    const isDouble = this.reviews.some(
      review => !review.isDeleted && review.gig === gig && review.reviewer === reviewer,
    )
    if (isDouble) return [[409, 'REVIEW_ALREADY_EXISTS'], null]
    const review = { id: '', gig, reviewer, reviewee, rating, isDeleted: false }
    this.reviews.push(review)
    return [[201], review]
  }

  rerate(review: ModelReview | undefined, who: PersonNumber, rating: number): Expected {
    if (!review || review.isDeleted) return missing
    if (who !== review.reviewer) return forbidden
    review.rating = rating
    return [200]
  }

  unreview(review: ModelReview | undefined, who: PersonNumber): Expected {
    if (!review || review.isDeleted) return missing
    if (who !== review.reviewer) return forbidden
    review.isDeleted = true
    return [204]
  }

  befriend(owner: PersonNumber, other: PersonNumber): [Expected, ModelBuddy | null] {
    if (owner === other) return [[400, 'CANNOT_ADD_SELF'], null]
    const isDouble = this.buddies.some(
      buddy => !buddy.isDeleted && buddy.owner === owner && buddy.other === other,
    )
    if (isDouble) return [[409, 'BUDDY_ALREADY_EXISTS'], null]
    const buddy = { id: '', owner, other, notes: null, isDeleted: false }
    this.buddies.push(buddy)
    return [[201], buddy]
  }

  annotate(buddy: ModelBuddy | undefined, who: PersonNumber, notes: string | null): Expected {
    if (!buddy || buddy.isDeleted) return missing
    if (who !== buddy.owner) return forbidden
    buddy.notes = notes
    return [200]
  }

  unfriend(buddy: ModelBuddy | undefined, who: PersonNumber): Expected {
    if (!buddy || buddy.isDeleted) return missing
    if (who !== buddy.owner) return forbidden
    buddy.isDeleted = true
    return [204]
  }

  /** The newest first; `role` or `status` null means all. */
  gigsOf(who: PersonNumber, role: 'seeker' | 'helper' | null, status: string | null): ModelGig[] {
    return this.gigs
      .filter(gig => !gig.isWithdrawn && (status === null || gig.status === status))
      .filter(gig => (role !== 'helper' && gig.seeker === who) || (role !== 'seeker' && gig.helper === who))
      .reverse()
  }

  paymentsOf(who: PersonNumber): ModelPayment[] {
    return this.payments.filter(({ payer, payee }) => payer === who || payee === who).reverse()
  }

  ratingsOf(who: PersonNumber): number[] {
    return this.reviews
      .filter(review => !review.isDeleted && review.reviewee === who)
      .map(({ rating }) => rating)
  }

  buddiesOf(who: PersonNumber): ModelBuddy[] {
    return this.buddies.filter(buddy => !buddy.isDeleted && buddy.owner === who).reverse()
  }

  availableBuddiesOf(who: PersonNumber): ModelBuddy[] {
    return this.buddiesOf(who).filter(({ other }) => this.isAvailable[other])
  }

  /** What a person's account stands at: received, minus paid, minus what is held. */
  balanceOf(who: PersonNumber): bigint {
    return this.payments.reduce((balance, { payer, payee, status, gig }) => {
      const amount = gig.budgetSatang
      const isOut = payer === who && (status === 'PENDING' || status === 'COMPLETED')
      const isIn = payee === who && status === 'COMPLETED'
      return balance - (isOut ? amount : 0n) + (isIn ? amount - modelFeeOf(amount) : 0n)
    }, 0n)
  }
}
