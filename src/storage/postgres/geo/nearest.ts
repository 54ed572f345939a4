import { SQL } from 'bun'
import { AppError } from '../../../errors.ts'
import { type Circle, kmOfHaversine } from '../../../lib/geo.ts'

/** Relative and absolute, in half angles. What PostGIS and this program round is far less than a tenth of a millimetre. */
const margin = 1e-9
const marginRadians = 1e-12

/**
 * Whether everything as near as `last` was read, when a GiST index gave the nearest things and the farthest of them is at
 * `reach`; both are haversines. `reach` null: there are no others. `last` null: everything within the circle is wanted.
 */
export const isReadUpTo = (
  last: number | null,
  reach: number | null,
  { outsideAbove }: Pick<Circle, 'outsideAbove'>,
): boolean => {
  if (reach === null) return true
  const wanted = Math.min(last ?? outsideAbove, outsideAbove)
  return Math.sqrt(reach) > Math.sqrt(wanted) * (1 + margin) + marginRadians
}

/** A distance in km that is a little greater than that of a haversine. */
export const kmBeyond = (haversine: number): number => kmOfHaversine(haversine) * (1 + margin) + 1e-6

/**
 * Reads by the order of a GiST index, or by `otherwise` where the index cannot give it: at the antimeridian and at the
 * poles, PostGIS takes things at one place for some nanometres apart, and then finds them "in wrong order".
 */
export const byIndexOrder = async <T>(read: () => Promise<T>, otherwise: () => Promise<T>): Promise<T> => {
  try {
    return await read()
  } catch (error) {
    const cause = error instanceof AppError ? error.cause : error
    if (!(cause instanceof SQL.PostgresError) || !cause.message.includes('wrong order')) throw error
    return otherwise()
  }
}
