import type { Context } from '../../context.ts'
import { type Command, systemWrite, type Write } from '../../lib/command.ts'
import { type Id, parseId } from '../../lib/ids.ts'
import { toTimestamp } from '../../lib/timestamp.ts'
import { assertTakesPart } from '../chat/rules.ts'
import { getGig } from '../gigs/service.ts'
import type { ReportId, UserId, WarningId } from '../ids.ts'
import { reportedNotFound, reportNotFound } from '../not-found.ts'
import type { UploadedFile } from '../uploads/file.ts'
import { fileNameInUrl } from '../uploads/model.ts'
import { fileIdIn } from '../uploads/rules.ts'
import { getFile } from '../uploads/service.ts'
import { getVisibleUser } from '../users/service.ts'
import type { NamedReport, Report, ReportKind, Warning } from './report.ts'
import { assertMayReport, assertNotOwn } from './rules.ts'

export interface ReportDraft {
  subjectKind: ReportKind
  subjectId: string
  reason: string
}

/**
 * A repeat while the report is open changes nothing. @throws AppError RESOURCE_NOT_FOUND for what the actor
 * cannot see, INSUFFICIENT_PERMISSIONS for their own, RATE_LIMITED
 */
export const makeReport = async (
  ctx: Context,
  command: Command<Report>,
  draft: ReportDraft,
): Promise<Report> => {
  const ownerId = await findOwner(ctx, draft, command.actor)
  assertNotOwn(ownerId, command.actor)
  const report: Report = {
    ...draft,
    id: command.newId(),
    reporterId: command.actor,
    ownerId,
    createdAt: command.now,
    resolvedAt: null,
  }
  return ctx.store.reports.add(command, report, twentiethAt => assertMayReport(twentiethAt, command.now))
}

/** @throws AppError RESOURCE_NOT_FOUND for what the reader cannot see */
const findOwner = async (
  ctx: Context,
  { subjectKind, subjectId }: Pick<ReportDraft, 'subjectKind' | 'subjectId'>,
  reader: UserId,
): Promise<UserId> => {
  const id = <Kind extends string>(): Id<Kind> => {
    const parsed = parseId<Kind>(subjectId)
    if (parsed === null) throw reportedNotFound()
    return parsed
  }
  if (subjectKind === 'gig') return (await getGig(ctx, id(), reader)).seekerId
  if (subjectKind === 'picture') return (await getFile(ctx, subjectId)).ownerId
  if (subjectKind === 'person') return (await getVisibleUser(ctx, id())).id
  if (ctx.store.reports.isHidden(subjectKind, subjectId)) throw reportedNotFound()
  if (subjectKind === 'review') {
    const review = await ctx.store.reviews.find(id())
    if (!review) throw reportedNotFound()
    return review.reviewerId
  }
  const message = await ctx.store.chat.findMessage(id())
  const room = message && (await ctx.store.chat.find(message.roomId))
  // Others than the two do not learn that there is such a message.
  if (!message || !room || (reader !== room.seekerId && reader !== room.helperId)) throw reportedNotFound()
  assertTakesPart(room, reader)
  return message.senderId
}

export const listWarningsOf = (ctx: Context, userId: UserId): Promise<Warning[]> =>
  ctx.store.reports.listWarnings(userId)

/** Below are the operators' uses of reports. @throws AppError RESOURCE_NOT_FOUND */
export const getReport = async (ctx: Context, id: ReportId): Promise<NamedReport> => {
  const report = await ctx.store.reports.find(id)
  if (!report) throw reportNotFound()
  return report
}

/** @throws AppError RESOURCE_NOT_FOUND, BAD_REQUEST for a person */
export const setReportedHidden = async (
  ctx: Context,
  id: ReportId,
  isHidden: boolean,
  write: Write<void> = systemWrite(ctx),
): Promise<void> => {
  const report = await getReport(ctx, id)
  await ctx.store.reports.setHidden(write, id, isHidden)
  const fileId = report.subjectKind === 'picture' ? parseId<'file'>(report.subjectId) : null
  if (fileId !== null && isHidden) await ctx.accountCaches.forgetPicture(fileId)
}

/** The owner reads it among their warnings. @throws AppError RESOURCE_NOT_FOUND */
export const warnOwner = async (
  ctx: Context,
  { reportId, id, text }: { reportId: ReportId; id: WarningId; text: string },
  write: Write<Warning> = systemWrite(ctx),
): Promise<Warning> => {
  const { ownerId } = await getReport(ctx, reportId)
  return ctx.store.reports.warn(write, { id, userId: ownerId, text, createdAt: write.now, withdrawnAt: null })
}

/** @throws AppError RESOURCE_NOT_FOUND */
export const resolveReport = (
  ctx: Context,
  id: ReportId,
  isResolved: boolean,
  write: Write<void> = systemWrite(ctx),
): Promise<void> => ctx.store.reports.resolve(write, id, isResolved ? toTimestamp(ctx.clock.now()) : null)

/** Reads the message alone of a chat. */
export const readReported = async (
  ctx: Context,
  { subjectKind, subjectId }: Report,
): Promise<{ title: string | null; text: string | null; imageUrl: string | null }> => {
  const nothing = { title: null, text: null, imageUrl: null }
  if (subjectKind === 'gig') {
    const gigId = parseId<'gig'>(subjectId)
    const gig = gigId && (await ctx.store.gigs.find(gigId))
    return gig ? { title: gig.title, text: gig.description, imageUrl: gig.imageUrls[0] ?? null } : nothing
  }
  if (subjectKind === 'message') {
    const messageId = parseId<'message'>(subjectId)
    const message = messageId && (await ctx.store.chat.findMessage(messageId))
    return message ? { title: null, text: message.content, imageUrl: message.imageUrl } : nothing
  }
  if (subjectKind === 'review') {
    const reviewId = parseId<'review'>(subjectId)
    const review = reviewId && (await ctx.store.reviews.find(reviewId))
    return review ? { title: `${review.rating} of 5 stars`, text: review.comment, imageUrl: null } : nothing
  }
  if (subjectKind === 'picture') return { ...nothing, imageUrl: `/api/upload/${subjectId}` }
  const userId = parseId<'user'>(subjectId)
  const user = userId && (await ctx.store.users.find(userId))
  return user ? { ...nothing, title: user.fullName } : nothing
}

/** Hidden or not; null where it is not on this server. */
export const findReportedPicture = async (ctx: Context, report: Report): Promise<UploadedFile | null> => {
  const { imageUrl } = await readReported(ctx, report)
  const name = report.subjectKind === 'picture' ? report.subjectId : imageUrl && fileNameInUrl(imageUrl)
  const fileId = name ? parseId<'file'>(fileIdIn(name)) : null
  return fileId && ctx.store.uploads.find(fileId)
}
