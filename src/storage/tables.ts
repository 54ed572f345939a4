import { integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { gigStatuses } from '../domain/gigs/gig.ts'
import type {
  AuditId,
  BuddyId,
  FileId,
  GigId,
  MessageId,
  NotificationId,
  OperatorId,
  ReportId,
  ReviewId,
  RoomId,
  SessionId,
  TransactionId,
  UserId,
  WarningId,
} from '../domain/ids.ts'
import { notificationTypes } from '../domain/notifications/notification.ts'
import { operatorRoles } from '../domain/operators/operator.ts'
import { hidableKinds, reportKinds } from '../domain/reports/report.ts'
import { ledgerAccounts, ledgerSteps } from '../domain/transactions/ledger-entry.ts'
import { paymentMethods, transactionStatuses } from '../domain/transactions/transaction.ts'
import { contentTypes, fileCategories } from '../domain/uploads/file.ts'
import type { Id } from '../lib/ids.ts'
import type { Satang } from '../lib/money.ts'
import type { Timestamp } from '../lib/timestamp.ts'

/** Made by the migrations, which a test compares. A select without `n` has the shape of the entities. */
const flag = (name: string) => integer(name, { mode: 'boolean' })
const time = (name: string) => text(name).$type<Timestamp>()
const userId = (name: string) => text(name).$type<UserId>()

export const users = sqliteTable('users', {
  rowId: integer('n').primaryKey(),
  id: userId('id').notNull(),
  email: text('email').notNull(),
  passwordHash: text('password_hash').notNull(),
  fullName: text('full_name').notNull(),
  contactInfo: text('contact_info'),
  addressText: text('address_text'),
  isVerified: flag('is_verified').notNull(),
  isAvailable: flag('is_available').notNull(),
  latitude: real('latitude'),
  longitude: real('longitude'),
  ratingSum: integer('rating_sum').notNull(),
  reviewCount: integer('review_count').notNull(),
  createdAt: time('created_at').notNull(),
  profileImageId: text('profile_image_id').$type<FileId>(),
  disabledAt: time('disabled_at'),
  deletedAt: time('deleted_at'),
})

export const files = sqliteTable('files', {
  id: text('id').$type<FileId>().primaryKey(),
  ownerId: userId('owner_id').notNull(),
  category: text('category', { enum: fileCategories }).notNull(),
  originalFilename: text('original_filename').notNull(),
  contentType: text('content_type', { enum: contentTypes }).notNull(),
  fileSize: integer('file_size').notNull(),
  width: integer('width').notNull(),
  height: integer('height').notNull(),
  thumbhash: text('thumbhash').notNull(),
  uploadedAt: time('uploaded_at').notNull(),
  sha256: text('sha256'),
})

export const sessions = sqliteTable('sessions', {
  id: text('id').$type<SessionId>().primaryKey(),
  userId: userId('user_id').notNull(),
  createdAt: time('created_at').notNull(),
  expiresAt: time('expires_at').notNull(),
  endedAt: time('ended_at'),
})

export const gigs = sqliteTable('gigs', {
  rowId: integer('n').primaryKey(),
  id: text('id').$type<GigId>().notNull(),
  title: text('title').notNull(),
  description: text('description').notNull(),
  durationHours: integer('duration_hours').notNull(),
  budgetSatang: integer('budget_satang').$type<Satang>().notNull(),
  addressText: text('address_text').notNull(),
  status: text('status', { enum: gigStatuses }).notNull(),
  imageUrls: text('image_urls', { mode: 'json' }).$type<string[]>().notNull(),
  latitude: real('latitude').notNull(),
  longitude: real('longitude').notNull(),
  createdAt: time('created_at').notNull(),
  updatedAt: time('updated_at').notNull(),
  startsAt: time('starts_at'),
  completedAt: time('completed_at'),
  seekerId: userId('seeker_id').notNull(),
  helperId: userId('helper_id'),
  isHidden: flag('is_hidden').notNull().default(false),
})

export const chatRooms = sqliteTable('chat_rooms', {
  id: text('id').$type<RoomId>().primaryKey(),
  gigId: text('gig_id').$type<GigId>().notNull(),
  seekerId: userId('seeker_id').notNull(),
  helperId: userId('helper_id').notNull(),
  isActive: flag('is_active').notNull(),
  createdAt: time('created_at').notNull(),
  activity: integer('activity').notNull().default(0),
  lastSeq: integer('last_seq').notNull().default(0),
  lastMessage: text('last_message'),
  lastMessageAt: time('last_message_at'),
  seekerReadSeq: integer('seeker_read_seq').notNull().default(0),
  helperReadSeq: integer('helper_read_seq').notNull().default(0),
  seekerUnread: integer('seeker_unread').notNull().default(0),
  helperUnread: integer('helper_unread').notNull().default(0),
})

export const chatMessages = sqliteTable(
  'chat_messages',
  {
    roomId: text('room_id').$type<RoomId>().notNull(),
    seq: integer('seq').notNull(),
    id: text('id').$type<MessageId>().notNull(),
    senderId: userId('sender_id').notNull(),
    content: text('content').notNull(),
    imageUrl: text('image_url'),
    clientId: text('client_id'),
    createdAt: time('created_at').notNull(),
  },
  table => [primaryKey({ columns: [table.roomId, table.seq] })],
)

export const notifications = sqliteTable('notifications', {
  rowId: integer('n').primaryKey(),
  id: text('id').$type<NotificationId>().notNull(),
  userId: userId('user_id').notNull(),
  type: text('type', { enum: notificationTypes }).notNull(),
  text: text('text').notNull(),
  gigId: text('gig_id').$type<GigId>().notNull(),
  roomId: text('room_id').$type<RoomId>(),
  reviewId: text('review_id').$type<Id<'review'>>(),
  transactionId: text('transaction_id').$type<Id<'transaction'>>(),
  isRead: flag('is_read').notNull(),
  createdAt: time('created_at').notNull(),
})

export const buddies = sqliteTable('buddies', {
  id: text('id').$type<BuddyId>().primaryKey(),
  ownerId: userId('owner_id').notNull(),
  buddyUserId: userId('buddy_user_id').notNull(),
  notes: text('notes'),
  createdAt: time('created_at').notNull(),
  isHidden: flag('is_hidden').notNull().default(false),
  isAvailable: flag('is_available').notNull().default(false),
})

export const reviews = sqliteTable('reviews', {
  id: text('id').$type<ReviewId>().primaryKey(),
  gigId: text('gig_id').$type<GigId>().notNull(),
  reviewerId: userId('reviewer_id').notNull(),
  revieweeId: userId('reviewee_id').notNull(),
  rating: integer('rating').notNull(),
  comment: text('comment').notNull(),
  createdAt: time('created_at').notNull(),
  updatedAt: time('updated_at').notNull(),
  isHidden: flag('is_hidden').notNull().default(false),
})

export const transactions = sqliteTable('transactions', {
  id: text('id').$type<TransactionId>().primaryKey(),
  gigId: text('gig_id').$type<GigId>().notNull(),
  payerId: userId('payer_id').notNull(),
  payeeId: userId('payee_id').notNull(),
  amountSatang: integer('amount_satang').$type<Satang>().notNull(),
  serviceFeeSatang: integer('service_fee_satang').$type<Satang>().notNull(),
  status: text('status', { enum: transactionStatuses }).notNull(),
  paymentMethod: text('payment_method', { enum: paymentMethods }).notNull(),
  refHour: text('ref_hour').notNull(),
  refNumber: integer('ref_number').notNull(),
  releaseReason: text('release_reason'),
  createdAt: time('created_at').notNull(),
  completedAt: time('completed_at'),
})

export const ledgerEntries = sqliteTable('ledger_entries', {
  rowId: integer('n').primaryKey(),
  transactionId: text('transaction_id').$type<TransactionId>().notNull(),
  step: text('step', { enum: ledgerSteps }).notNull(),
  account: text('account', { enum: ledgerAccounts }).notNull(),
  userId: userId('user_id'),
  amountSatang: integer('amount_satang').$type<Satang>().notNull(),
  postedAt: time('posted_at').notNull(),
})

export const passwordLinks = sqliteTable('password_links', {
  userId: userId('user_id').primaryKey(),
  tokenHash: text('token_hash').notNull(),
  createdAt: time('created_at').notNull(),
  expiresAt: time('expires_at').notNull(),
})

export const reports = sqliteTable('reports', {
  id: text('id').$type<ReportId>().primaryKey(),
  reporterId: userId('reporter_id').notNull(),
  ownerId: userId('owner_id').notNull(),
  subjectKind: text('subject_kind', { enum: reportKinds }).notNull(),
  subjectId: text('subject_id').notNull(),
  reason: text('reason').notNull(),
  createdAt: time('created_at').notNull(),
  resolvedAt: time('resolved_at'),
})

export const hiddenThings = sqliteTable(
  'hidden_things',
  {
    kind: text('kind', { enum: hidableKinds }).notNull(),
    id: text('id').notNull(),
    ownerId: userId('owner_id').notNull(),
    hiddenAt: time('hidden_at').notNull(),
  },
  table => [primaryKey({ columns: [table.kind, table.id] })],
)

export const warnings = sqliteTable('warnings', {
  id: text('id').$type<WarningId>().primaryKey(),
  userId: userId('user_id').notNull(),
  text: text('text').notNull(),
  createdAt: time('created_at').notNull(),
  withdrawnAt: time('withdrawn_at'),
})

export const idempotencyRecords = sqliteTable('idempotency_records', {
  scope: text('scope').notNull(),
  key: text('key').notNull(),
  fingerprint: text('fingerprint').notNull(),
  status: integer('status').notNull(),
  body: text('body').notNull(),
  createdAt: time('created_at').notNull(),
})

export const operators = sqliteTable('operators', {
  id: text('id').$type<OperatorId>().primaryKey(),
  email: text('email').notNull(),
  role: text('role', { enum: operatorRoles }).notNull(),
  passwordHash: text('password_hash'),
  totpSecret: text('totp_secret'),
  totpStep: integer('totp_step').notNull(),
  linkHash: text('link_hash'),
  linkSecret: text('link_secret'),
  linkExpiresAt: time('link_expires_at'),
  createdAt: time('created_at').notNull(),
  disabledAt: time('disabled_at'),
})

export const operatorSessions = sqliteTable('operator_sessions', {
  id: text('id').primaryKey(),
  operatorId: text('operator_id').$type<OperatorId>().notNull(),
  createdAt: time('created_at').notNull(),
  expiresAt: time('expires_at').notNull(),
  seenAt: time('seen_at').notNull(),
  endedAt: time('ended_at'),
})

export const audit = sqliteTable('audit', {
  rowId: integer('n').primaryKey(),
  id: text('id').$type<AuditId>().notNull(),
  operatorId: text('operator_id').$type<OperatorId>(),
  actor: text('actor').notNull(),
  action: text('action').notNull(),
  subjectKind: text('subject_kind'),
  subjectId: text('subject_id'),
  reason: text('reason'),
  before: text('before'),
  after: text('after'),
  at: time('at').notNull(),
})
