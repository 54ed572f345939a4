/** What the operations of the desk answer. The document of the desk, `/api/_ops/openapi.json`, has all of it. */

export interface Operator {
  id: string
  email: string
  role: 'viewer' | 'operator'
  created_at: string
  disabled_at: string | null
}

export interface OperatorSession {
  operator: Operator
  csrf_token: string
}

export interface LinkContent {
  email: string
  secret: string
  qr: string[]
}

export interface Payment {
  id: string
  ref: string
  gig_id: string
  gig_title: string
  payer_id: string
  payer_name: string
  payee_id: string
  payee_name: string
  amount: number
  service_fee: number
  status: 'PROCESSING' | 'PENDING' | 'COMPLETED' | 'FAILED' | 'CANCELLED'
  created_at: string
}

export interface StuckPayments {
  held: Payment[]
  unanswered: Payment[]
}

export interface DaySums {
  day: string
  held_count: number
  held: number
  released_count: number
  released: number
  refunded_count: number
  refunded: number
  fees: number
}

export interface TextFile {
  filename: string
  content_type: string
  text: string
}

export interface ListedGig {
  id: string
  title: string
  status: 'PENDING' | 'ACCEPTED' | 'IN_PROGRESS' | 'COMPLETED' | 'CANCELLED'
  budget: number
  seeker_id: string
  seeker_name: string
  helper_id: string | null
  helper_name: string | null
  is_hidden: boolean
  created_at: string
}

export interface Happening {
  at: string
  what: HappeningName
  who: string | null
  amount: number | null
  note: string | null
}

export type HappeningName =
  | 'gig_posted'
  | 'gig_accepted'
  | 'gig_completed'
  | 'payment_begun'
  | 'HOLD'
  | 'RELEASE'
  | 'CANCEL'
  | 'review'
  | 'command'

export interface GigRecord {
  gig: ListedGig
  payments: Payment[]
  timeline: Happening[]
}

export interface Backup {
  name: string
  bytes: number
  made_at: string
  is_verified: boolean
}

export interface Backups {
  backups: Backup[]
  next_at: string | null
  is_running: boolean
  failed: number
}

export interface Minute {
  at: string
  requests: number
  client_errors: number
  server_errors: number
}

export interface ServerState {
  version: string
  runtime: string
  started_at: string | null
  disk: 'plenty' | 'low' | 'full' | null
  disk_free_bytes: number | null
  database_bytes: number
  wal_bytes: number
  writes_waiting: number
  sockets: number
  memory_bytes: number
  problems: string[]
  minutes: Minute[]
  slowest: { method: string; route: string; requests: number; mean_ms: number; p95_ms: number | null }[]
  bounds: { name: string; used: number; max: number }[]
  limits: { name: string; value: string }[]
}

export interface AuditLine {
  id: string
  at: string
  actor: string
  action: string
  subject_kind: string | null
  subject_id: string | null
  reason: string | null
  before: string | null
  after: string | null
}

export interface ListedPerson {
  id: string
  email: string
  full_name: string
  is_verified: boolean
  created_at: string
  disabled_at: string | null
  deleted_at: string | null
}

export interface PersonRecord extends ListedPerson {
  contact_info: string | null
  address_text: string | null
  reputation_score: number
  total_reviews: number
  pending_payments: number
  completed_payments: number
}

export interface OpenSession {
  id: string
  created_at: string
  expires_at: string
}
