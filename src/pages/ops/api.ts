// Made by scripts/client-api from the document of the operator's desk. Do not edit.

export interface LogInAsAnOperatorRequest {
  email: string
  /** 1 to 128 characters. */
  password: string
  code: string
}

export interface Operator {
  id: string
  email: string
  role: 'viewer' | 'operator'
  created_at: string
  disabled_at: string | null
}

export interface OperatorSession {
  operator: Operator
  /** The value of the X-CSRF-Token header of this session. */
  csrf_token: string
}

export interface ReadALinkRequest {
  /** 1 to 100 characters. */
  link: string
}

export interface LinkContent {
  email: string
  /** For an authenticator, where the code cannot be scanned. */
  secret: string
  /** What the code holds. */
  uri: string
  /** The rows of the QR code, with 1 for a dark module. */
  qr: string[]
}

export interface UseALinkRequest {
  /** 1 to 100 characters. */
  link: string
  /** The password of the operator. 12 to 128 characters. */
  password: string
  code: string
}

export interface OpenSession {
  id: string
  created_at: string
  expires_at: string
}

export interface ListedGig {
  id: string
  title: string
  status: 'PENDING' | 'ACCEPTED' | 'IN_PROGRESS' | 'COMPLETED' | 'CANCELLED'
  /** In THB, at most two decimals. */
  budget: number
  seeker_id: string
  seeker_name: string
  helper_id: string | null
  helper_name: string | null
  is_hidden: boolean
  created_at: string
}

export interface DeskPayment {
  id: string
  ref: string
  gig_id: string
  gig_title: string
  payer_id: string
  payer_name: string
  payee_id: string
  payee_name: string
  /** In THB, at most two decimals. */
  amount: number
  /** In THB, at most two decimals. */
  service_fee: number
  status: 'PROCESSING' | 'PENDING' | 'COMPLETED' | 'FAILED' | 'CANCELLED'
  created_at: string
  completed_at: string | null
}

export interface Happening {
  at: string
  what:
    | 'gig_posted'
    | 'gig_accepted'
    | 'gig_completed'
    | 'payment_begun'
    | 'HOLD'
    | 'RELEASE'
    | 'CANCEL'
    | 'review'
    | 'command'
  /** A name, or the e-mail address of an operator. */
  who: string | null
  /** In THB, at most two decimals. */
  amount: number | null
  /** A reference, a reason or the name of a command. */
  note: string | null
}

export interface GigRecord {
  gig: ListedGig
  payments: DeskPayment[]
  /** The oldest first. */
  timeline: Happening[]
}

export interface StuckPayments {
  /** Held for longer than the days, the oldest first. */
  held: DeskPayment[]
  /** Not answered by the provider for ten minutes, the oldest first. */
  unanswered: DeskPayment[]
}

export interface DaySums {
  /** In Thailand. */
  day: string
  held_count: number
  /** In THB, at most two decimals. */
  held: number
  released_count: number
  /** Without the fees. */
  released: number
  refunded_count: number
  /** In THB, at most two decimals. */
  refunded: number
  /** In THB, at most two decimals. */
  fees: number
}

export interface BackupFile {
  name: string
  bytes: number
  made_at: string
  /** Whether it was unpacked and verified without a problem. False: the data was damaged. */
  is_verified: boolean
}

export interface BackupFiles {
  /** In the data folder, the newest first. */
  backups: BackupFile[]
  /** By BACKUP_SCHEDULE; null without one. */
  next_at: string | null
  is_running: boolean
  /** Scheduled backups that failed since the start. */
  failed: number
  /** Whether PostgreSQL has the data: its own tools back it up. */
  is_elsewhere: boolean
}

export interface RequestMinute {
  at: string
  requests: number
  /** With a status of 400 to 499. */
  client_errors: number
  /** With a status of 500 and above. */
  server_errors: number
}

export interface RouteDurations {
  method: string
  route: string
  requests: number
  mean_ms: number
  /** To the next bound; null: more than 10 seconds. */
  p95_ms: number | null
}

export interface ServerBound {
  name: string
  used: number
  max: number
}

export interface ServerState {
  version: string
  runtime: string
  started_at: string | null
  disk: 'plenty' | 'low' | 'full' | null
  disk_free_bytes: number | null
  /** Of SQLite; null where PostgreSQL has the data. */
  database_bytes: number | null
  /** Of SQLite; null where PostgreSQL has the data. */
  wal_bytes: number | null
  writes_waiting: number
  sockets: number
  memory_bytes: number
  /** Of the database, found at the start. */
  problems: string[]
  /** Of the last hour, since the desk was first opened. */
  minutes: RequestMinute[]
  /** By the mean, of those with five requests or more. */
  slowest: RouteDurations[]
  /** What clients make the server keep. */
  bounds: ServerBound[]
  /** The limits in force, by the names of their settings. */
  limits: {
    name: string
    value: string
  }[]
}

export interface AuditLine {
  id: string
  at: string
  actor: string
  action: string
  subject_kind: string | null
  subject_id: string | null
  reason: string | null
  /** The state before, as JSON. */
  before: string | null
  /** The state after, as JSON. */
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

export interface PersonRecord {
  id: string
  email: string
  full_name: string
  is_verified: boolean
  created_at: string
  disabled_at: string | null
  deleted_at: string | null
  contact_info: string | null
  address_text: string | null
  reputation_score: number
  total_reviews: number
  pending_payments: number
  completed_payments: number
}

export interface ListedReport {
  id: string
  kind: 'gig' | 'message' | 'review' | 'picture' | 'person'
  subject_id: string
  /** Whose it is; a reported person themselves. */
  owner_id: string
  owner_name: string
  reporter_id: string
  reporter_name: string
  reason: string
  created_at: string
  resolved_at: string | null
}

export interface StandingWarning {
  id: string
  text: string
  created_at: string
}

export interface ReportRecord {
  id: string
  kind: 'gig' | 'message' | 'review' | 'picture' | 'person'
  subject_id: string
  /** Whose it is; a reported person themselves. */
  owner_id: string
  owner_name: string
  reporter_id: string
  reporter_name: string
  reason: string
  created_at: string
  resolved_at: string | null
  is_hidden: boolean
  title: string | null
  text: string | null
  image_url: string | null
  /** Whether `/reports/:report_id/picture` shows it, also while it is hidden. */
  has_picture: boolean
  /** All about the same thing, this one too. */
  reports: ListedReport[]
  /** What stands of the warnings of the owner. */
  warnings: StandingWarning[]
}

export interface ListedOperator {
  id: string
  email: string
  role: 'viewer' | 'operator'
  created_at: string
  disabled_at: string | null
  /** For how long no code of the operator is taken, because many wrong ones came with the right password. A new link ends the wait. */
  wait_seconds: number
}

export interface CreateAnAccountRequest {
  email: string
  /** 1 to 100 characters. */
  full_name: string
  /** 8 to 128 characters. */
  password: string
  /** Why. It stands in the audit. 1 to 500 characters. */
  reason?: string | null | undefined
}

export interface SetAPasswordRequest {
  /** The person. */
  user_id: string
  /** 8 to 128 characters. */
  password: string
  /** Why. It stands in the audit. 1 to 500 characters. */
  reason: string
  /** The password of the operator, once more. 1 to 128 characters. */
  operator_password: string
}

export interface VerifyAPersonRequest {
  /** The person. */
  user_id: string
  /** Why. It stands in the audit. 1 to 500 characters. */
  reason: string
}

export interface DisableAPersonRequest {
  /** The person. */
  user_id: string
  /** Why. It stands in the audit. 1 to 500 characters. */
  reason: string
}

export interface EnableAPersonRequest {
  /** The person. */
  user_id: string
  /** Why. It stands in the audit. 1 to 500 characters. */
  reason: string
}

export interface EndTheSessionsOfAPersonRequest {
  /** The person. */
  user_id: string
  /** Why. It stands in the audit. 1 to 500 characters. */
  reason: string
}

export interface RefundAPaymentRequest {
  /** The payment. */
  transaction_id: string
  /** Why. It stands in the audit. 1 to 500 characters. */
  reason: string
  /** The password of the operator, once more. 1 to 128 characters. */
  operator_password: string
}

export interface ReleaseAPaymentRequest {
  /** The payment. */
  transaction_id: string
  /** Why. It stands in the audit. 1 to 500 characters. */
  reason: string
  /** The password of the operator, once more. 1 to 128 characters. */
  operator_password: string
}

export interface ExportTheLedgerRequest {
  /** The first day. */
  first_day: string
  /** The last day. */
  last_day: string
  /** Why. It stands in the audit. 1 to 500 characters. */
  reason?: string | null | undefined
}

export interface TextFile {
  filename: string
  content_type: string
  text: string
}

export interface MakeABackupRequest {
  /** Why. It stands in the audit. 1 to 500 characters. */
  reason?: string | null | undefined
}

export interface DownloadABackupRequest {
  /** 1 to 100 characters. */
  name: string
  /** Why. It stands in the audit. 1 to 500 characters. */
  reason?: string | null | undefined
  /** The password of the operator, once more. 1 to 128 characters. */
  operator_password: string
}

export interface MakeALinkForANewPasswordRequest {
  /** The person. */
  user_id: string
  /** Why. It stands in the audit. 1 to 500 characters. */
  reason: string
  /** The password of the operator, once more. 1 to 128 characters. */
  operator_password: string
}

export interface ExportTheDataOfAPersonRequest {
  /** The person. */
  user_id: string
  /** Why. It stands in the audit. 1 to 500 characters. */
  reason: string
  /** The password of the operator, once more. 1 to 128 characters. */
  operator_password: string
}

export interface DeleteAPersonRequest {
  /** The person. */
  user_id: string
  /** Why. It stands in the audit. 1 to 500 characters. */
  reason: string
  /** The password of the operator, once more. 1 to 128 characters. */
  operator_password: string
}

export interface HideWhatWasReportedRequest {
  /** The report. */
  report_id: string
  /** Why. It stands in the audit. 1 to 500 characters. */
  reason: string
}

export interface ShowWhatWasHiddenRequest {
  /** The report. */
  report_id: string
  /** Why. It stands in the audit. 1 to 500 characters. */
  reason: string
}

export interface CloseAReportRequest {
  /** The report. */
  report_id: string
  /** Why. It stands in the audit. 1 to 500 characters. */
  reason: string
}

export interface ReopenAReportRequest {
  /** The report. */
  report_id: string
  /** Why. It stands in the audit. 1 to 500 characters. */
  reason: string
}

export interface WarnAPersonRequest {
  /** The report. */
  report_id: string
  /** What the person reads. 1 to 1000 characters. */
  text: string
  /** Why. It stands in the audit. 1 to 500 characters. */
  reason: string
}

export interface TakeAWarningBackRequest {
  /** The warning. */
  warning_id: string
  /** Why. It stands in the audit. 1 to 500 characters. */
  reason: string
}

export interface CreateAnOperatorRequest {
  email: string
  /** A viewer reads; an operator also gives commands. */
  role: 'viewer' | 'operator'
  /** Why. It stands in the audit. 1 to 500 characters. */
  reason?: string | null | undefined
  /** The password of the operator, once more. 1 to 128 characters. */
  operator_password: string
}

export interface OperatorLink {
  operator: Operator
  /** Where the operator chooses a password: once, within 15 minutes. */
  url: string
}

export interface MakeALinkForAnOperatorRequest {
  /** The operator. */
  operator_id: string
  /** Why. It stands in the audit. 1 to 500 characters. */
  reason?: string | null | undefined
  /** The password of the operator, once more. 1 to 128 characters. */
  operator_password: string
}

export interface DisableAnOperatorRequest {
  /** The operator. */
  operator_id: string
  /** Why. It stands in the audit. 1 to 500 characters. */
  reason?: string | null | undefined
  /** The password of the operator, once more. 1 to 128 characters. */
  operator_password: string
}

export interface EnableAnOperatorRequest {
  /** The operator. */
  operator_id: string
  /** Why. It stands in the audit. 1 to 500 characters. */
  reason?: string | null | undefined
  /** The password of the operator, once more. 1 to 128 characters. */
  operator_password: string
}

/** What is looked at, by its path. */
export interface Queries {
  /** Like `/session`, and null without one: a browser writes every 401 into its console, also the first of a visit. */
  '/login': {
    input: object
    answer: {
      /** Null when nobody is logged in. */
      session: OperatorSession | null
    }
  }
  /** Who is logged in, and the value of the X-CSRF-Token header. */
  '/session': { input: object; answer: OperatorSession }
  /** The open sessions of a person, the oldest first. */
  '/users/{user_id}/sessions': {
    input: {
      /** The person. */
      user_id: string
    }
    answer: {
      sessions: OpenSession[]
    }
  }
  /** The gigs that were posted last, hidden ones too. */
  '/gigs': {
    input: {
      /** From 0 to 10 000. */
      skip?: number | undefined
      /** From 1 to 100. */
      limit?: number | undefined
    }
    answer: {
      gigs: ListedGig[]
      /** Whether there is another page. */
      has_more: boolean
    }
  }
  /** A gig with its payments, and everything that has happened to them in the order of time. */
  '/gigs/{gig_id}': {
    input: {
      /** The gig. */
      gig_id: string
    }
    answer: GigRecord
  }
  /** Payments that wait for longer than they should, at most 200 of each kind. */
  '/payments/stuck': {
    input: {
      /** How long money may be held. From 0 to 365. */
      days?: number | undefined
    }
    answer: StuckPayments
  }
  /** A payment by the reference that people quote. */
  '/payments/find': {
    input: {
      ref: string
    }
    answer: DeskPayment
  }
  /** What was held, released and refunded on a day in Thailand. */
  '/ledger/day': {
    input: {
      /** Today when left out. */
      day?: string | undefined
    }
    answer: DaySums
  }
  /** The backups in the data folder, and when the next one is made. */
  '/backups': { input: object; answer: BackupFiles }
  /** Disk, write-ahead log, sockets, requests by the minute, the slowest operations, and the limits in force. */
  '/state': { input: object; answer: ServerState }
  /** Every command that an operator has given, the newest first. The subject and the command can be given together; beside another filter, that of the operator is not used. */
  '/audit': {
    input: {
      /** Of this operator. */
      operator_id?: string | null | undefined
      /** Of this command, such as `user.disable`. 1 to 50 characters. */
      action?: string | null | undefined
      /** About this person, gig or payment. 1 to 100 characters. */
      subject_id?: string | null | undefined
      /** From 0 to 1 000 000. */
      skip?: number | undefined
      /** From 1 to 100. */
      limit?: number | undefined
    }
    answer: {
      lines: AuditLine[]
      /** Whether there is another page. */
      has_more: boolean
    }
  }
  /** At most 50 people by their id, or by a part of their e-mail address or name. */
  '/users': {
    input: {
      /** An id, or a part of an address or name. 1 to 254 characters. */
      text: string
    }
    answer: {
      users: ListedPerson[]
    }
  }
  /** What is known of one person, besides what they have said to others. */
  '/users/{user_id}': {
    input: {
      /** The person. */
      user_id: string
    }
    answer: PersonRecord
  }
  /** The reports that nobody has closed, the oldest first; or the closed ones, the last closed first. */
  '/reports': {
    input: {
      /** Which of them. */
      state?: 'open' | 'closed' | undefined
      /** How many to leave out. From 0 to 1 000 000. */
      skip?: number | undefined
      /** How many to give at most. From 1 to 100. */
      limit?: number | undefined
    }
    answer: {
      reports: ListedReport[]
      /** How many there are on all pages. */
      total_count: number
      /** Whether there is another page. */
      has_more: boolean
    }
  }
  /** A report, what was reported as it is now, and the other reports about the same thing. Of a chat, the reported message alone. */
  '/reports/{report_id}': {
    input: {
      /** The report. */
      report_id: string
    }
    answer: ReportRecord
  }
  /** All operators, by their e-mail address. */
  '/operators': {
    input: object
    answer: {
      operators: ListedOperator[]
    }
  }
}

/** What a session is begun and ended with, by its path. */
export interface Posts {
  /** Begins a session of at most 12 hours, which ends after 30 minutes without use. */
  '/login': { input: LogInAsAnOperatorRequest; answer: OperatorSession }
  /** What the page needs in order to let a new operator choose a password. */
  '/link': { input: ReadALinkRequest; answer: LinkContent }
  /** Sets the password and the authenticator of an operator, once, and begins a session. */
  '/link/use': { input: UseALinkRequest; answer: OperatorSession }
  /** Ends the session. */
  '/logout': { input: object; answer: unknown }
}

/** Every command, by its name. */
export interface Commands {
  /** Creates the account of a person, with a password that they have to be told. */
  'user.create': {
    input: CreateAnAccountRequest
    answer: {
      user_id: string
    }
  }
  /** Replaces the password of a person and ends their sessions. */
  'user.set-password': {
    input: SetAPasswordRequest
    answer: {
      /** How many sessions ended. */
      sessions_ended: number
    }
  }
  /** Marks a person as verified, which everybody sees. */
  'user.verify': {
    input: VerifyAPersonRequest
    answer: {
      /** Always true. */
      done: boolean
    }
  }
  /** Ends the sessions of a person, and hides them and their gigs. They cannot log in any more. */
  'user.disable': {
    input: DisableAPersonRequest
    answer: {
      /** How many sessions ended. */
      sessions_ended: number
    }
  }
  /** Lets a disabled person log in again, and shows them and their gigs. */
  'user.enable': {
    input: EnableAPersonRequest
    answer: {
      /** Always true. */
      done: boolean
    }
  }
  /** Ends all sessions of a person, on every device. */
  'user.end-sessions': {
    input: EndTheSessionsOfAPersonRequest
    answer: {
      /** How many sessions ended. */
      sessions_ended: number
    }
  }
  /** Gives money that is held, or a payment that the provider has not answered, back to the payer. */
  'payment.refund': { input: RefundAPaymentRequest; answer: DeskPayment }
  /** Releases money that is held to the payee, less the fee. The gig is completed from then on. */
  'payment.release': { input: ReleaseAPaymentRequest; answer: DeskPayment }
  /** The entries of up to 31 days, which are those of Thailand, as CSV. */
  'ledger.export': { input: ExportTheLedgerRequest; answer: TextFile }
  /** Makes a backup in the data folder now, and verifies it. Older ones expire as after a scheduled one. */
  'backup.make': { input: MakeABackupRequest; answer: BackupFile }
  /** Gives the address at which the backup can be fetched once, within a minute. It holds all data and the key that signs tokens. */
  'backup.download': {
    input: DownloadABackupRequest
    answer: {
      /** Below the address of the server. */
      path: string
    }
  }
  /** Makes a link with which a person chooses a new password, once, within 30 minutes. You send it to them. */
  'user.password-link': {
    input: MakeALinkForANewPasswordRequest
    answer: {
      url: string
      expires_at: string
    }
  }
  /** Writes everything that is stored about a person into a ZIP file in the data folder. Delete it when you have handed it over. On the page it can be fetched at once. */
  'user.export': {
    input: ExportTheDataOfAPersonRequest
    answer: {
      /** Its path on the server. */
      file: string
      /** Where it can be fetched once, within a minute; null on the command line. */
      path: string | null
    }
  }
  /** Deletes the account of a person for good, as they can themselves. It is rejected while money is held. */
  'user.delete': {
    input: DeleteAPersonRequest
    answer: {
      /** What backups of the server still hold. */
      backups: string
    }
  }
  /** Hides a gig, a message, a review or a picture from everybody but its owner, who is told by a field. */
  'report.hide': {
    input: HideWhatWasReportedRequest
    answer: {
      /** Always true. */
      done: boolean
    }
  }
  /** Takes the hiding of what was reported back. */
  'report.unhide': {
    input: ShowWhatWasHiddenRequest
    answer: {
      /** Always true. */
      done: boolean
    }
  }
  /** Takes every open report about the same thing out of the queue. */
  'report.close': {
    input: CloseAReportRequest
    answer: {
      /** Always true. */
      done: boolean
    }
  }
  /** Puts a closed report back into the queue. */
  'report.reopen': {
    input: ReopenAReportRequest
    answer: {
      /** Always true. */
      done: boolean
    }
  }
  /** Tells the owner of what was reported something. They read it in `GET /api/users/me/warnings`. */
  'report.warn': {
    input: WarnAPersonRequest
    answer: {
      warning_id: string
    }
  }
  /** The person does not read the warning any more. */
  'report.unwarn': {
    input: TakeAWarningBackRequest
    answer: {
      /** Always true. */
      done: boolean
    }
  }
  /** Creates an operator, and gives the link with which they choose a password. */
  'operator.create': { input: CreateAnOperatorRequest; answer: OperatorLink }
  /** For an operator who has lost the password or the authenticator. An older link is void. */
  'operator.link': { input: MakeALinkForAnOperatorRequest; answer: OperatorLink }
  /** Ends the sessions of an operator, who cannot log in any more. You cannot disable yourself; the command line disables anybody. */
  'operator.disable': { input: DisableAnOperatorRequest; answer: Operator }
  /** Lets a disabled operator log in again. */
  'operator.enable': { input: EnableAnOperatorRequest; answer: Operator }
}

/** What a command needs besides its fields. */
export const commandNeeds = {
  'user.create': { needsReason: false, confirmsPassword: false },
  'user.set-password': { needsReason: true, confirmsPassword: true },
  'user.verify': { needsReason: true, confirmsPassword: false },
  'user.disable': { needsReason: true, confirmsPassword: false },
  'user.enable': { needsReason: true, confirmsPassword: false },
  'user.end-sessions': { needsReason: true, confirmsPassword: false },
  'payment.refund': { needsReason: true, confirmsPassword: true },
  'payment.release': { needsReason: true, confirmsPassword: true },
  'ledger.export': { needsReason: false, confirmsPassword: false },
  'backup.make': { needsReason: false, confirmsPassword: false },
  'backup.download': { needsReason: false, confirmsPassword: true },
  'user.password-link': { needsReason: true, confirmsPassword: true },
  'user.export': { needsReason: true, confirmsPassword: true },
  'user.delete': { needsReason: true, confirmsPassword: true },
  'report.hide': { needsReason: true, confirmsPassword: false },
  'report.unhide': { needsReason: true, confirmsPassword: false },
  'report.close': { needsReason: true, confirmsPassword: false },
  'report.reopen': { needsReason: true, confirmsPassword: false },
  'report.warn': { needsReason: true, confirmsPassword: false },
  'report.unwarn': { needsReason: true, confirmsPassword: false },
  'operator.create': { needsReason: false, confirmsPassword: true },
  'operator.link': { needsReason: false, confirmsPassword: true },
  'operator.disable': { needsReason: false, confirmsPassword: true },
  'operator.enable': { needsReason: false, confirmsPassword: true },
} as const satisfies Record<keyof Commands, { needsReason: boolean; confirmsPassword: boolean }>
