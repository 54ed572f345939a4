import { SQL } from 'bun'
import { AppError } from '../../../errors.ts'
import { type Circle, kmOfHaversine } from '../../../lib/geo.ts'

/** Half angles. Rounding, also that of PostGIS, is far less than a tenth of a millimetre. */
const margin = 1e-9
const marginRadians = 1e-12

/** Haversines. `reach` null: there are no others. `last` null: everything within the circle is wanted. */
export const isReadUpTo = (
  last: number | null,
  reach: number | null,
  { outsideAbove }: Pick<Circle, 'outsideAbove'>,
): boolean => {
  if (reach === null) return true
  const wanted = Math.min(last ?? outsideAbove, outsideAbove)
  return Math.sqrt(reach) > Math.sqrt(wanted) * (1 + margin) + marginRadians
}

/** A little greater than the haversine's. */
export const kmBeyond = (haversine: number): number => kmOfHaversine(haversine) * (1 + margin) + 1e-6

/** At the antimeridian and the poles PostGIS fails with "wrong order", so `otherwise` reads there. */
export const byIndexOrder = async <T>(read: () => Promise<T>, otherwise: () => Promise<T>): Promise<T> => {
  try {
    return await read()
  } catch (error) {
    const cause = error instanceof AppError ? error.cause : error
    if (!(cause instanceof SQL.PostgresError) || !cause.message.includes('wrong order')) throw error
    return otherwise()
  }
}
