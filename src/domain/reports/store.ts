import type { Command, Write } from '../../lib/command.ts'
import type { Page, PageRequest } from '../../lib/page.ts'
import type { Timestamp } from '../../lib/timestamp.ts'
import type { ReportId, UserId, WarningId } from '../ids.ts'
import type { HidableKind, NamedReport, Report, ReportState, Warning } from './report.ts'

export interface ReportStore {
  /**
   * Stores a report, unless its reporter has an open one about the same: then that is the result and nothing changes.
   * `decide` gets the time of the reporter's twentieth newest report, null where there are fewer, and may throw.
   * @throws whatever `decide` throws
   */
  add(
    command: Command<Report>,
    report: Report,
    decide: (twentiethAt: Timestamp | null) => void,
  ): Promise<Report>

  find(id: ReportId): Promise<NamedReport | null>

  /** Open reports, the oldest first; closed ones, the last closed first. */
  list(state: ReportState, page: PageRequest): Promise<Page<NamedReport>>

  /** The reports about the same thing, the oldest first, at most 100. */
  listAbout(report: Report): Promise<NamedReport[]>

  /**
   * Closes every open report about the same thing, or opens one again with null.
   * @throws AppError RESOURCE_NOT_FOUND
   */
  resolve(write: Write<void>, id: ReportId, at: Timestamp | null): Promise<void>

  /**
   * Hides the thing that a report is about, or shows it again: a gig leaves the index and the lists, a review the rating.
   * @throws AppError RESOURCE_NOT_FOUND, NOT_HIDABLE for a person
   */
  setHidden(write: Write<void>, id: ReportId, isHidden: boolean): Promise<void>

  /** Whether an operator has hidden something. Answered from memory. */
  isHidden(kind: HidableKind, id: string): boolean

  /** @throws AppError RESOURCE_NOT_FOUND where there is no such person */
  warn(write: Write<Warning>, warning: Warning): Promise<Warning>

  /** Takes a warning back. @throws AppError RESOURCE_NOT_FOUND */
  withdrawWarning(write: Write<void>, id: WarningId): Promise<void>

  /** What stands of the warnings of a person, the oldest first. */
  listWarnings(userId: UserId): Promise<Warning[]>
}
