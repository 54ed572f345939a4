import type { PersonalDataKind } from '../../src/domain/accounts/personal-data.ts'

/** What happens to the rows of a person when the person is deleted. */
type Fate = 'gone' | 'stays'

interface PersonalColumn {
  /** The file of the export that has the rows, or why none has them. */
  exported: PersonalDataKind | { not: string }
  afterDeletion: Fate
}

const column = (exported: PersonalColumn['exported'], afterDeletion: Fate): PersonalColumn => ({
  exported,
  afterDeletion,
})

/**
 * Every column that refers to a person, as `table.column`. A new one fails a test until it is here: then the export and
 * the deletion have been thought of.
 */
export const personalColumns: Readonly<Record<string, PersonalColumn>> = {
  'sessions.user_id': column('sessions', 'gone'),
  'gigs.seeker_id': column('gigs_as_seeker', 'stays'),
  'gigs.helper_id': column('gigs_as_helper', 'stays'),
  'chat_rooms.seeker_id': column('rooms_as_seeker', 'stays'),
  'chat_rooms.helper_id': column('rooms_as_helper', 'stays'),
  'chat_messages.sender_id': column('messages', 'stays'),
  'files.owner_id': column('files', 'gone'),
  'buddies.owner_id': column('buddies', 'gone'),
  'buddies.buddy_user_id': column({ not: 'the lists of others are theirs' }, 'gone'),
  'reviews.reviewer_id': column('reviews_written', 'stays'),
  'reviews.reviewee_id': column('reviews_received', 'stays'),
  'transactions.payer_id': column('payments_as_payer', 'stays'),
  'transactions.payee_id': column('payments_as_payee', 'stays'),
  'ledger_entries.user_id': column('ledger_entries', 'stays'),
  'notifications.user_id': column('notifications', 'gone'),
  'notification_reads.user_id': column({ not: 'it is one number for all notifications' }, 'gone'),
  'deletions.user_id': column({ not: 'it is there while a deletion runs' }, 'gone'),
  'idempotency_people.user_id': column({ not: 'it only finds the responses that name the person' }, 'gone'),
  'password_links.user_id': column({ not: 'it has nothing but a hash, for minutes' }, 'gone'),
  'reports.reporter_id': column('reports', 'gone'),
  'reports.owner_id': column({ not: 'reports of others are between them and the operator' }, 'gone'),
  'hidden_things.owner_id': column('hidden_things', 'stays'),
  'warnings.user_id': column('warnings', 'gone'),
}
