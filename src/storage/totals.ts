/** The lists whose length is kept in `list_totals`. Triggers change it with every row. */
export type CountedList =
  | 'gigs'
  | 'gigs_as_seeker'
  | 'gigs_as_helper'
  | 'rooms'
  | 'unread_notifications'
  | 'files'
  | 'buddies'
  | 'reviews_received'
  | 'reviews_written'
  | 'payments_as_payer'
  | 'payments_as_payee'

export interface Total {
  /** What the list is filtered by, such as a status; '' where it has no filter. */
  kind: string
  count: number
  /** Satang or bytes; 0 where the list has no sum. */
  amount: number
}
