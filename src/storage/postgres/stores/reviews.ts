import { getTableColumns } from 'drizzle-orm'
import type { ReviewId } from '../../../domain/ids.ts'
import { reviewNotFound } from '../../../domain/not-found.ts'
import type { NamedReview, RatingCounts, Review } from '../../../domain/reviews/review.ts'
import type { ReviewStore } from '../../../domain/reviews/store.ts'
import { toPage } from '../../../lib/page.ts'
import { reviews } from '../../tables.ts'
import { listOf, prepareInsert, prepareUpdate } from '../engine/columns.ts'
import type { Connections } from '../engine/connections.ts'
import type { Queries } from '../engine/queries.ts'
import { totalsByKind } from '../engine/totals.ts'
import { getGigDetails } from './gig-writes.ts'

const { isHidden: _isHidden, ...columns } = getTableColumns(reviews)
const { rating, comment, updatedAt } = columns

const selectNamed = `
  SELECT ${listOf(columns, 'reviews')}, gigs.title AS "gigTitle", gigs.is_hidden AS "isGigHidden",
    reviewer.full_name AS "reviewerName", reviewee.full_name AS "revieweeName"
  FROM reviews JOIN gigs ON gigs.id = reviews.gig_id
    JOIN users AS reviewer ON reviewer.id = reviews.reviewer_id
    JOIN users AS reviewee ON reviewee.id = reviews.reviewee_id`

const newestFirst = 'ORDER BY reviews.created_at DESC, reviews.id DESC'

const pageWhere = (condition: string): string => `${selectNamed}
  WHERE reviews.id IN (
    SELECT id FROM reviews WHERE ${condition} ORDER BY created_at DESC, id DESC LIMIT $2 OFFSET $3)
  ${newestFirst}`

const pages = {
  received: pageWhere('reviewee_id = $1 AND NOT is_hidden'),
  written: pageWhere('reviewer_id = $1'),
}

const insert = prepareInsert('reviews', columns)
const update = prepareUpdate('reviews', { rating, comment, updatedAt })

const getNamed = async (tx: Queries, id: ReviewId): Promise<NamedReview> => {
  const review = await tx.get<NamedReview>(`${selectNamed} WHERE reviews.id = $1 FOR UPDATE OF reviews`, [id])
  if (!review) throw reviewNotFound()
  return review
}

/** A hidden review does not count. */
const weigh = async (
  tx: Queries,
  { id, revieweeId }: Review,
  before: Review | null,
  after: Review | null,
): Promise<void> => {
  await tx.run(
    `UPDATE users SET rating_sum = rating_sum + $2, review_count = review_count + $3
    WHERE id = $1 AND EXISTS (SELECT 1 FROM reviews WHERE reviews.id = $4 AND NOT is_hidden)`,
    [revieweeId, (after?.rating ?? 0) - (before?.rating ?? 0), (after ? 1 : 0) - (before ? 1 : 0), id],
  )
}

export const createReviewStore = ({ reads, transact }: Connections): ReviewStore => ({
  post: (write, gigId, decide) =>
    transact(write, async tx => {
      const { review, ...effects } = decide((await getGigDetails(tx, gigId)).gig)
      await insert(tx, review)
      await weigh(tx, review, null, review)
      return { result: await getNamed(tx, review.id), ...effects }
    }),
  revise: (write, id, decide) =>
    transact(write, async tx => {
      const review = await getNamed(tx, id)
      const revised = decide(review)
      await update(tx, revised)
      await weigh(tx, review, review, revised)
      return { result: { ...review, ...revised } }
    }),
  remove: (write, id, decide) =>
    transact(write, async tx => {
      const review = await getNamed(tx, id)
      decide(review)
      await weigh(tx, review, review, null)
      await tx.run('DELETE FROM reviews WHERE id = $1', [id])
      return { result: undefined }
    }),
  find: id => reads.get<NamedReview>(`${selectNamed} WHERE reviews.id = $1`, [id]),
  listOf: async (userId, side, page) => {
    const [totals, items] = await Promise.all([
      totalsByKind(reads, userId, `reviews_${side}`),
      reads.all<NamedReview>(pages[side], [userId, page.limit, page.skip]),
    ])
    const ratingCounts: RatingCounts = [0, 0, 0, 0, 0]
    let totalCount = 0
    for (const { kind: stars, count } of totals) {
      ratingCounts[Number(stars) - 1] = count
      totalCount += count
    }
    return { page: toPage(items, totalCount, page), ratingCounts }
  },
  listOfGig: gigId =>
    reads.all<NamedReview>(`${selectNamed} WHERE reviews.gig_id = $1 ${newestFirst}`, [gigId]),
})
