import type Database from 'better-sqlite3'
import { desc, eq, getTableColumns, type SQL, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { alias } from 'drizzle-orm/sqlite-core'
import type { ReviewId } from '../../../domain/ids.ts'
import { reviewNotFound } from '../../../domain/not-found.ts'
import type { NamedReview, RatingCounts, Review } from '../../../domain/reviews/review.ts'
import type { ReviewStore } from '../../../domain/reviews/store.ts'
import { readPage } from '../../../lib/page.ts'
import { gigs, reviews, users } from '../../tables.ts'
import type { Connections } from '../engine/connections.ts'
import { lazily } from '../engine/lazily.ts'
import { named, pageOfKeys, parametersFor } from '../engine/statements.ts'
import { createTotals } from '../engine/totals.ts'
import { createGigWrites } from './gig-writes.ts'

const { isHidden, ...columns } = getTableColumns(reviews)
const { rating, comment, updatedAt } = columns

const selectNamed = (db: Database.Database) => {
  const reviewer = alias(users, 'reviewer')
  const reviewee = alias(users, 'reviewee')
  return drizzle(db)
    .select({
      ...columns,
      gigTitle: gigs.title,
      isGigHidden: gigs.isHidden,
      reviewerName: reviewer.fullName,
      revieweeName: reviewee.fullName,
    })
    .from(reviews)
    .innerJoin(gigs, eq(gigs.id, reviews.gigId))
    .innerJoin(reviewer, eq(reviewer.id, reviews.reviewerId))
    .innerJoin(reviewee, eq(reviewee.id, reviews.revieweeId))
}

export const createReviewStore = ({
  readConnection,
  writeConnection,
  transact,
}: Connections): ReviewStore => {
  const writeDb = drizzle(writeConnection)
  const gigWrites = lazily(() => createGigWrites(writeConnection))
  const totals = createTotals(readConnection)

  const hasId = eq(reviews.id, named('id'))
  const find = selectNamed(readConnection).where(hasId).prepare()
  const findForWrite = selectNamed(writeConnection).where(hasId).prepare()
  const newestFirst = [desc(reviews.createdAt), desc(reviews.id)] as const
  const listOfGig = selectNamed(readConnection)
    .where(eq(reviews.gigId, named('gigId')))
    .orderBy(...newestFirst)
    .prepare()
  const insert = writeDb.insert(reviews).values(parametersFor(columns)).prepare()
  const update = writeDb
    .update(reviews)
    .set(parametersFor({ rating, comment, updatedAt }))
    .where(hasId)
    .prepare()
  const remove = writeDb.delete(reviews).where(hasId).prepare()
  const rate = writeDb
    .update(users)
    .set({
      ratingSum: sql`${users.ratingSum} + ${named('stars')}`,
      reviewCount: sql`${users.reviewCount} + ${named('reviews')}`,
    })
    .where(eq(users.id, named('revieweeId')))
    .prepare()

  const newestWhere = (condition: SQL) => {
    const keys = sql`SELECT id, created_at FROM reviews WHERE ${condition}`
    return selectNamed(readConnection)
      .where(sql`${reviews.id} IN (${pageOfKeys([keys], 'id', 'created_at DESC, id DESC')})`)
      .orderBy(...newestFirst)
      .prepare()
  }
  const lists = {
    // In the words of the index `reviews_shown`.
    received: newestWhere(sql`${reviews.revieweeId} = ${named('userId')} AND is_hidden = 0`),
    written: newestWhere(eq(reviews.reviewerId, named('userId'))),
  }

  const isHiddenForWrite = writeDb.select({ isHidden }).from(reviews).where(hasId).prepare()

  const getForWrite = (id: ReviewId): NamedReview => {
    const review = findForWrite.get({ id })
    if (!review) throw reviewNotFound()
    return review
  }

  /** A hidden review does not count. */
  const weigh = ({ id, revieweeId }: Review, before: Review | null, after: Review | null) => {
    if (isHiddenForWrite.get({ id })?.isHidden) return
    const stars = (after?.rating ?? 0) - (before?.rating ?? 0)
    rate.run({ revieweeId, stars, reviews: (after ? 1 : 0) - (before ? 1 : 0) })
  }

  return {
    post: (write, gigId, decide) =>
      transact(write, () => {
        const { review, ...effects } = decide(gigWrites.getDetails(gigId).gig)
        insert.run({ ...review })
        weigh(review, null, review)
        return { result: getForWrite(review.id), ...effects }
      }),
    revise: (write, id, decide) =>
      transact(write, () => {
        const review = getForWrite(id)
        const revised = decide(review)
        update.run({ ...revised })
        weigh(review, review, revised)
        return { result: { ...review, ...revised } }
      }),
    remove: (write, id, decide) =>
      transact(write, () => {
        const review = getForWrite(id)
        decide(review)
        weigh(review, review, null)
        remove.run({ id })
        return { result: undefined }
      }),
    find: async id => find.get({ id }) ?? null,
    listOf: async (userId, side, page) => {
      const ratingCounts: RatingCounts = [0, 0, 0, 0, 0]
      let totalCount = 0
      for (const { kind: stars, count } of totals.byKind(userId, `reviews_${side}`)) {
        ratingCounts[Number(stars) - 1] = count
        totalCount += count
      }
      return { page: readPage(page, totalCount, () => lists[side].all({ ...page, userId })), ratingCounts }
    },
    listOfGig: async gigId => listOfGig.all({ gigId }),
  }
}
