import type { PersonalDataKind } from '../domain/accounts/personal-data.ts'

export interface PersonalSource {
  columns: string
  from: string
  /** Together they are unique. */
  key: readonly [string, string?]
}

const gigColumns = `id, title, description, duration_hours, budget_satang, address_text, status, image_urls, latitude,
  longitude, created_at, updated_at, starts_at, completed_at, seeker_id, helper_id, is_hidden`
const roomColumns = `id, gig_id, seeker_id, helper_id, is_active, created_at, activity, last_seq, last_message,
  last_message_at, seeker_read_seq, helper_read_seq, seeker_unread, helper_unread`
const reviewColumns =
  'id, gig_id, reviewer_id, reviewee_id, rating, comment, created_at, updated_at, is_hidden'
const paymentColumns = `id, gig_id, payer_id, payee_id, amount_satang, service_fee_satang, status, payment_method,
  ref_hour, ref_number, release_reason, created_at, completed_at`
const byTime = ['created_at', 'id'] as const

export const personalSources: Readonly<Record<Exclude<PersonalDataKind, 'messages'>, PersonalSource>> = {
  account: {
    columns: `id, email, full_name, contact_info, address_text, is_verified, is_available, latitude, longitude,
      rating_sum, review_count, created_at, profile_image_id, disabled_at, deleted_at`,
    from: 'users WHERE id = @userId',
    key: ['id'],
  },
  sessions: {
    columns: 'id, user_id, created_at, expires_at, ended_at',
    from: 'sessions WHERE user_id = @userId',
    key: ['expires_at', 'id'],
  },
  gigs_as_seeker: { columns: gigColumns, from: 'gigs WHERE seeker_id = @userId', key: byTime },
  gigs_as_helper: { columns: gigColumns, from: 'gigs WHERE helper_id = @userId', key: byTime },
  rooms_as_seeker: {
    columns: roomColumns,
    from: 'chat_rooms WHERE seeker_id = @userId',
    key: ['activity', 'id'],
  },
  rooms_as_helper: {
    columns: roomColumns,
    from: 'chat_rooms WHERE helper_id = @userId',
    key: ['activity', 'id'],
  },
  reviews_written: { columns: reviewColumns, from: 'reviews WHERE reviewer_id = @userId', key: byTime },
  reviews_received: {
    columns: reviewColumns,
    from: 'reviews WHERE reviewee_id = @userId AND is_hidden = 0',
    key: byTime,
  },
  payments_as_payer: { columns: paymentColumns, from: 'transactions WHERE payer_id = @userId', key: byTime },
  payments_as_payee: { columns: paymentColumns, from: 'transactions WHERE payee_id = @userId', key: byTime },
  ledger_entries: {
    columns: 'n, transaction_id, step, account, user_id, amount_satang, posted_at',
    from: "ledger_entries WHERE account = 'USER' AND user_id = @userId",
    key: ['amount_satang', 'n'],
  },
  buddies: {
    columns: 'id, owner_id, buddy_user_id, notes, created_at',
    from: 'buddies WHERE owner_id = @userId',
    key: ['buddy_user_id'],
  },
  notifications: {
    columns: 'n, id, user_id, type, text, gig_id, room_id, review_id, transaction_id, is_read, created_at',
    from: 'notifications WHERE user_id = @userId',
    key: ['n'],
  },
  files: {
    columns: `id, owner_id, category, original_filename, content_type, file_size, width, height, thumbhash,
      uploaded_at, sha256`,
    from: 'files WHERE owner_id = @userId',
    key: ['uploaded_at', 'id'],
  },
  reports: {
    columns: 'id, reporter_id, subject_kind, subject_id, reason, created_at, resolved_at',
    from: 'reports WHERE reporter_id = @userId',
    key: byTime,
  },
  warnings: {
    columns: 'id, user_id, text, created_at, withdrawn_at',
    from: 'warnings WHERE user_id = @userId',
    key: byTime,
  },
  hidden_things: {
    columns: 'kind, id, owner_id, hidden_at',
    from: 'hidden_things WHERE owner_id = @userId',
    key: ['kind', 'id'],
  },
}
