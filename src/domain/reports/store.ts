import type { Command, Write } from '../../lib/command.ts'
import type { Page, PageRequest } from '../../lib/page.ts'
import type { Timestamp } from '../../lib/timestamp.ts'
import type { ReportId, UserId, WarningId } from '../ids.ts'
import type { HidableKind, NamedReport, Report, ReportState, Warning } from './report.ts'

export interface ReportStore {
  /**
   * Nothing changes while the reporter has an open report about the same. `decide` gets the time of their
   * twentieth newest report, or null. @throws whatever `decide` throws
   */
  add(
    command: Command<Report>,
    report: Report,
    decide: (twentiethAt: Timestamp | null) => void,
  ): Promise<Report>

  find(id: ReportId): Promise<NamedReport | null>

  /** Open reports oldest first, closed ones newest first. */
  list(state: ReportState, page: PageRequest): Promise<Page<NamedReport>>

  /** About the same thing, oldest first, at most 100. */
  listAbout(report: Report): Promise<NamedReport[]>

  /** Every open report about the thing; null opens one again. @throws AppError RESOURCE_NOT_FOUND */
  resolve(write: Write<void>, id: ReportId, at: Timestamp | null): Promise<void>

  /** Changes lists and ratings too. @throws AppError RESOURCE_NOT_FOUND, NOT_HIDABLE for a person */
  setHidden(write: Write<void>, id: ReportId, isHidden: boolean): Promise<void>

  isHidden(kind: HidableKind, id: string): boolean

  /** @throws AppError RESOURCE_NOT_FOUND */
  warn(write: Write<Warning>, warning: Warning): Promise<Warning>

  /** @throws AppError RESOURCE_NOT_FOUND */
  withdrawWarning(write: Write<void>, id: WarningId): Promise<void>

  /** Leaves out withdrawn ones, oldest first. */
  listWarnings(userId: UserId): Promise<Warning[]>
}
