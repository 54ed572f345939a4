/** `satang` and `integer` are whole numbers, `bytes` are in Base64. */
export type Form =
  | 'uuid'
  | 'text'
  | 'time'
  | 'integer'
  | 'satang'
  | 'number'
  | 'boolean'
  | 'strings'
  | 'bytes'

export interface MovedColumn {
  name: string
  form: Form
  isNullable: boolean
}

export interface MovedTable {
  name: string
  /** Unique and sorted by bytes (`COLLATE "C"`), or the order in which the rows were written. */
  order: 'insertion' | readonly string[]
  columns: readonly MovedColumn[]
}

export type MovedValue = string | number | boolean | null | readonly string[]

export type MovedRow = Readonly<Record<string, MovedValue>>

const table = (
  name: string,
  order: MovedTable['order'],
  columns: Record<string, Form | `${Form}?`>,
): MovedTable => ({
  name,
  order,
  columns: Object.entries(columns).map(([column, form]) => ({
    name: column,
    form: form.replace('?', '') as Form, // what is left of a nullable form
    isNullable: form.endsWith('?'),
  })),
})

/** Referred tables first, but for `profile_image_id`. Another column is another format (`exportFormat`). */
export const movedTables: readonly MovedTable[] = [
  table('users', 'insertion', {
    id: 'uuid',
    email: 'text',
    password_hash: 'text',
    full_name: 'text',
    contact_info: 'text?',
    address_text: 'text?',
    is_verified: 'boolean',
    is_available: 'boolean',
    latitude: 'number?',
    longitude: 'number?',
    created_at: 'time',
    profile_image_id: 'uuid?',
    disabled_at: 'time?',
    deleted_at: 'time?',
  }),
  table('files', ['id'], {
    id: 'uuid',
    owner_id: 'uuid',
    category: 'text',
    original_filename: 'text',
    content_type: 'text',
    file_size: 'integer',
    width: 'integer',
    height: 'integer',
    thumbhash: 'text',
    uploaded_at: 'time',
    sha256: 'text?',
  }),
  table('sessions', ['id'], {
    id: 'uuid',
    user_id: 'uuid',
    created_at: 'time',
    expires_at: 'time',
    ended_at: 'time?',
  }),
  table('password_links', ['user_id'], {
    user_id: 'uuid',
    token_hash: 'text',
    created_at: 'time',
    expires_at: 'time',
  }),
  table('place_grid', ['key'], { key: 'bytes' }),
  table('gigs', 'insertion', {
    id: 'uuid',
    title: 'text',
    description: 'text',
    duration_hours: 'integer',
    budget_satang: 'satang',
    address_text: 'text',
    status: 'text',
    image_urls: 'strings',
    latitude: 'number',
    longitude: 'number',
    created_at: 'time',
    updated_at: 'time',
    starts_at: 'time?',
    completed_at: 'time?',
    seeker_id: 'uuid',
    helper_id: 'uuid?',
  }),
  table('chat_rooms', ['id'], {
    id: 'uuid',
    gig_id: 'uuid',
    seeker_id: 'uuid',
    helper_id: 'uuid',
    is_active: 'boolean',
    created_at: 'time',
    activity: 'integer',
    seeker_read_seq: 'integer',
    helper_read_seq: 'integer',
  }),
  table('chat_messages', ['room_id', 'seq'], {
    room_id: 'uuid',
    seq: 'integer',
    id: 'uuid',
    sender_id: 'uuid',
    content: 'text',
    image_url: 'text?',
    client_id: 'text?',
    created_at: 'time',
  }),
  table('notifications', 'insertion', {
    id: 'uuid',
    user_id: 'uuid',
    type: 'text',
    text: 'text',
    gig_id: 'uuid',
    room_id: 'uuid?',
    review_id: 'uuid?',
    transaction_id: 'uuid?',
    is_read: 'boolean',
    created_at: 'time',
  }),
  table('buddies', ['id'], {
    id: 'uuid',
    owner_id: 'uuid',
    buddy_user_id: 'uuid',
    notes: 'text?',
    created_at: 'time',
  }),
  table('reviews', ['id'], {
    id: 'uuid',
    gig_id: 'uuid',
    reviewer_id: 'uuid',
    reviewee_id: 'uuid',
    rating: 'integer',
    comment: 'text',
    created_at: 'time',
    updated_at: 'time',
  }),
  table('transactions', ['id'], {
    id: 'uuid',
    gig_id: 'uuid',
    payer_id: 'uuid',
    payee_id: 'uuid',
    amount_satang: 'satang',
    service_fee_satang: 'satang',
    status: 'text',
    payment_method: 'text',
    ref_hour: 'text',
    ref_number: 'integer',
    release_reason: 'text?',
    created_at: 'time',
    completed_at: 'time?',
  }),
  table('ledger_entries', 'insertion', {
    transaction_id: 'uuid',
    step: 'text',
    account: 'text',
    user_id: 'uuid?',
    amount_satang: 'satang',
    posted_at: 'time',
  }),
  table('reports', ['id'], {
    id: 'uuid',
    reporter_id: 'uuid',
    owner_id: 'uuid',
    subject_kind: 'text',
    subject_id: 'uuid',
    reason: 'text',
    created_at: 'time',
    resolved_at: 'time?',
  }),
  table('hidden_things', ['kind', 'id'], { kind: 'text', id: 'uuid', owner_id: 'uuid', hidden_at: 'time' }),
  table('warnings', ['id'], {
    id: 'uuid',
    user_id: 'uuid',
    text: 'text',
    created_at: 'time',
    withdrawn_at: 'time?',
  }),
  table('deletions', ['user_id'], { user_id: 'uuid' }),
  table('idempotency_records', ['scope', 'key'], {
    scope: 'text',
    key: 'text',
    fingerprint: 'text',
    status: 'integer',
    // Sent again byte by byte, so it stays text.
    body: 'text',
    created_at: 'time',
  }),
  table('operators', ['id'], {
    id: 'uuid',
    email: 'text',
    role: 'text',
    password_hash: 'text?',
    totp_secret: 'text?',
    totp_step: 'integer',
    link_hash: 'text?',
    link_secret: 'text?',
    link_expires_at: 'time?',
    created_at: 'time',
    disabled_at: 'time?',
  }),
  table('audit', 'insertion', {
    id: 'uuid',
    operator_id: 'uuid?',
    actor: 'text',
    action: 'text',
    subject_kind: 'text?',
    subject_id: 'text?',
    reason: 'text?',
    before: 'text?',
    after: 'text?',
    at: 'time',
  }),
]

/** No export has these: each engine makes them of other rows. */
export const derivedColumns: Readonly<Record<string, readonly string[]>> = {
  users: ['rating_sum', 'review_count'],
  gigs: ['is_hidden'],
  chat_rooms: ['last_seq', 'last_message', 'last_message_at', 'seeker_unread', 'helper_unread'],
  buddies: ['is_hidden', 'is_available'],
  reviews: ['is_hidden'],
}

/** No export has these though somebody's act fills them, and why. */
export const tablesLeftOut: Readonly<Record<string, string>> = {
  notification_reads:
    'it is in `notifications.is_read`, which counts a notification as read where this table does',
  operator_sessions: 'a session of an operator is powerful and lasts 12 hours: operators log in again',
}
