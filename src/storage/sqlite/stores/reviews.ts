import type Database from 'better-sqlite3'
import { count, desc, eq, getTableColumns, type SQL, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { alias } from 'drizzle-orm/sqlite-core'
import type { ReviewId } from '../../../domain/ids'
import type { NamedReview, RatingCounts, Review } from '../../../domain/reviews/review'
import type { ReviewStore } from '../../../domain/reviews/store'
import { AppError } from '../../../errors'
import type { Connections } from '../engine/connections'
import { named, parametersFor } from '../engine/statements'
import { gigs, reviews, users } from '../engine/tables'
import { createGigsInAct } from './gig-writes'
import { createNotificationsInAct } from './notifications'

const columns = getTableColumns(reviews)
const { rating, comment, updatedAt } = columns

const selectNamed = (db: Database.Database) => {
  const reviewer = alias(users, 'reviewer')
  const reviewee = alias(users, 'reviewee')
  return drizzle(db)
    .select({
      ...columns,
      gigTitle: gigs.title,
      reviewerName: reviewer.fullName,
      revieweeName: reviewee.fullName,
    })
    .from(reviews)
    .innerJoin(gigs, eq(gigs.id, reviews.gigId))
    .innerJoin(reviewer, eq(reviewer.id, reviews.reviewerId))
    .innerJoin(reviewee, eq(reviewee.id, reviews.revieweeId))
}

export const createReviewStore = ({ reader, inAct, write }: Connections): ReviewStore => {
  const reads = drizzle(reader)
  const acts = drizzle(inAct)
  const gigsInAct = createGigsInAct(inAct)
  const notificationsInAct = createNotificationsInAct(inAct)

  const hasId = eq(reviews.id, named('id'))
  const findInAct = selectNamed(inAct).where(hasId).prepare()
  const newestFirst = [desc(reviews.createdAt), desc(reviews.id)] as const
  const listOfGig = selectNamed(reader)
    .where(eq(reviews.gigId, named('gigId')))
    .orderBy(...newestFirst)
    .prepare()
  const insert = acts.insert(reviews).values(parametersFor(columns)).prepare()
  const update = acts
    .update(reviews)
    .set(parametersFor({ rating, comment, updatedAt }))
    .where(hasId)
    .prepare()
  const remove = acts.delete(reviews).where(hasId).prepare()
  const rate = acts
    .update(users)
    .set({
      ratingSum: sql`${users.ratingSum} + ${named('stars')}`,
      reviewCount: sql`${users.reviewCount} + ${named('reviews')}`,
    })
    .where(eq(users.id, named('revieweeId')))
    .prepare()

  const listsWhere = (condition: SQL) => {
    const page = selectNamed(reader)
      .where(condition)
      .orderBy(...newestFirst)
      .limit(named('limit'))
      .offset(named('skip'))
      .prepare()
    const ratings = reads
      .select({ rating, times: count() })
      .from(reviews)
      .where(condition)
      .groupBy(rating)
      .prepare()
    return { page, ratings }
  }
  const lists = {
    received: listsWhere(eq(reviews.revieweeId, named('userId'))),
    written: listsWhere(eq(reviews.reviewerId, named('userId'))),
  }

  const getInAct = (id: ReviewId): NamedReview => {
    const review = findInAct.get({ id })
    if (!review) throw new AppError('RESOURCE_NOT_FOUND', 'There is no review with this id.')
    return review
  }

  /** Moves a reputation from what it was with `before` to what it is with `after`. */
  const weigh = (revieweeId: Review['revieweeId'], before: Review | null, after: Review | null) => {
    const stars = (after?.rating ?? 0) - (before?.rating ?? 0)
    rate.run({ revieweeId, stars, reviews: (after ? 1 : 0) - (before ? 1 : 0) })
  }

  return {
    post: (gigId, decide, once) =>
      write(() => {
        const { review, notifications } = decide(gigsInAct.get(gigId).gig)
        insert.run({ ...review })
        notificationsInAct.add(notifications)
        weigh(review.revieweeId, null, review)
        return getInAct(review.id)
      }, once),
    revise: (id, decide) =>
      write(() => {
        const review = getInAct(id)
        const revised = decide(review)
        update.run({ ...revised })
        weigh(review.revieweeId, review, revised)
        return { ...review, ...revised }
      }),
    remove: (id, decide) =>
      write(() => {
        const review = getInAct(id)
        decide(review)
        remove.run({ id })
        weigh(review.revieweeId, review, null)
      }),
    listOf: async (userId, side, page) => {
      const ratingCounts: RatingCounts = [0, 0, 0, 0, 0]
      let totalCount = 0
      for (const { rating: stars, times } of lists[side].ratings.all({ userId })) {
        ratingCounts[stars - 1] = times
        totalCount += times
      }
      return { page: { items: lists[side].page.all({ ...page, userId }), totalCount }, ratingCounts }
    },
    listOfGig: async gigId => listOfGig.all({ gigId }),
  }
}
