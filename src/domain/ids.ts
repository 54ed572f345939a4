import type { Id } from '../lib/ids.ts'

export type SessionId = Id<'session'>
export type BuddyId = Id<'buddy'>
export type RoomId = Id<'room'>
export type MessageId = Id<'message'>
export type GigId = Id<'gig'>
export type NotificationId = Id<'notification'>
export type ReviewId = Id<'review'>
export type TransactionId = Id<'transaction'>
export type FileId = Id<'file'>
export type ReportId = Id<'report'>
export type WarningId = Id<'warning'>
export type UserId = Id<'user'>
export type OperatorId = Id<'operator'>
export type AuditId = Id<'audit'>
