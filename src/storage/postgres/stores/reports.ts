import { getTableColumns } from 'drizzle-orm'
import type { ReportId } from '../../../domain/ids.ts'
import { reportNotFound, warningNotFound } from '../../../domain/not-found.ts'
import {
  type HidableKind,
  hidableKinds,
  type NamedReport,
  type Report,
  type Warning,
} from '../../../domain/reports/report.ts'
import { notHidable } from '../../../domain/reports/rules.ts'
import type { ReportStore } from '../../../domain/reports/store.ts'
import { AppError } from '../../../errors.ts'
import { toPage } from '../../../lib/page.ts'
import type { Timestamp } from '../../../lib/timestamp.ts'
import { reports, warnings } from '../../tables.ts'
import { listOf, prepareInsert } from '../engine/columns.ts'
import { isUncertainCommit } from '../engine/conflicts.ts'
import type { Connections } from '../engine/connections.ts'
import { type FollowedSet, openFollowedSet, selectKeys } from '../engine/followed.ts'
import type { Queries } from '../engine/queries.ts'
import { everybody, totalCount } from '../engine/totals.ts'
import { setThingHidden } from './hiding.ts'
import { lockUser } from './user-rows.ts'

const columns = getTableColumns(reports)
const list = listOf(columns)
const insert = prepareInsert('reports', columns)
const warningColumns = getTableColumns(warnings)
const insertWarning = prepareInsert('warnings', warningColumns)

/** Reports with the names that are shown of them. */
const selectNamed = `
  SELECT ${listOf(columns, 'reports')}, reporter.full_name AS "reporterName", owner.full_name AS "ownerName"
  FROM reports JOIN users AS reporter ON reporter.id = reports.reporter_id
    JOIN users AS owner ON owner.id = reports.owner_id`

const pages = {
  open: `${selectNamed} WHERE resolved_at IS NULL ORDER BY reports.created_at, reports.id LIMIT $1 OFFSET $2`,
  closed: `${selectNamed} WHERE resolved_at IS NOT NULL
    ORDER BY reports.resolved_at DESC, reports.id DESC LIMIT $1 OFFSET $2`,
}

const isKind = (kind: Report['subjectKind']): kind is HidableKind =>
  hidableKinds.some(known => known === kind)

const keyOf = (kind: HidableKind, id: string) => `${kind} ${id}`

const getForWrite = async (tx: Queries, id: ReportId): Promise<Report> => {
  const report = await tx.get<Report>(`SELECT ${list} FROM reports WHERE id = $1 FOR UPDATE`, [id])
  if (!report) throw reportNotFound()
  return report
}

const findOpenTwin = (tx: Queries, { reporterId, subjectKind, subjectId }: Report): Promise<Report | null> =>
  tx.get<Report>(
    `SELECT ${list} FROM reports
    WHERE reporter_id = $1 AND subject_kind = $2 AND subject_id = $3 AND resolved_at IS NULL`,
    [reporterId, subjectKind, subjectId],
  )

const twentiethOf = async (tx: Queries, { reporterId }: Report): Promise<Timestamp | null> => {
  const row = await tx.get<Pick<Report, 'createdAt'>>(
    `SELECT created_at AS "createdAt" FROM reports WHERE reporter_id = $1
    ORDER BY created_at DESC, id DESC LIMIT 1 OFFSET 19`,
    [reporterId],
  )
  return row?.createdAt ?? null
}

/** @throws AppError RESOURCE_NOT_FOUND for somebody who has been deleted */
const assertThere = async (tx: Queries, userId: Report['ownerId']): Promise<void> => {
  const user = await tx.get('SELECT 1 FROM users WHERE id = $1 AND deleted_at IS NULL FOR KEY SHARE', [
    userId,
  ])
  if (!user) throw new AppError('RESOURCE_NOT_FOUND')
}

const addReport = async (
  tx: Queries,
  report: Report,
  decide: Parameters<ReportStore['add']>[2],
): Promise<Report> => {
  // Two reports of one person at once must neither double one nor pass the limit together.
  await lockUser(tx, report.reporterId, 'NO KEY UPDATE')
  const known = await findOpenTwin(tx, report)
  if (known) return known
  decide(await twentiethOf(tx, report))
  await assertThere(tx, report.ownerId)
  await insert(tx, report)
  return report
}

const resolveReport = async (tx: Queries, id: ReportId, at: Timestamp | null): Promise<void> => {
  const report = await getForWrite(tx, id)
  if (at !== null)
    await tx.run(
      `UPDATE reports SET resolved_at = $3 WHERE subject_kind = $1 AND subject_id = $2 AND resolved_at IS NULL`,
      [report.subjectKind, report.subjectId, at],
    )
  // Its reporter may have made another one since, which is open.
  else if (!(await findOpenTwin(tx, report)))
    await tx.run('UPDATE reports SET resolved_at = NULL WHERE id = $1', [id])
}

/** What is hidden is remembered. */
export const openReportStore = async ({
  reads,
  transact,
}: Connections): Promise<ReportStore & { hidden: FollowedSet }> => {
  const hidden = await openFollowedSet(reads, selectKeys("concat_ws(' ', kind, id)", 'hidden_things'))

  const setHidden: ReportStore['setHidden'] = async (write, id, becomesHidden) => {
    let key = ''
    const rememberUncertain = (error: unknown) => {
      if (becomesHidden && isUncertainCommit(error)) hidden.add(key)
      throw error
    }
    const done = transact(write, async tx => {
      const { subjectKind, subjectId, ownerId } = await getForWrite(tx, id)
      if (!isKind(subjectKind)) throw notHidable()
      key = keyOf(subjectKind, subjectId)
      const thing = { kind: subjectKind, id: subjectId, ownerId, at: write.now }
      return { result: undefined, gigChanges: await setThingHidden(tx, thing, becomesHidden) }
    })
    await done.catch(rememberUncertain)
    if (becomesHidden) hidden.add(key)
    else hidden.delete(key)
  }

  return {
    add: (command, report, decide) =>
      transact(command, async tx => ({ result: await addReport(tx, report, decide) })),
    find: id => reads.get<NamedReport>(`${selectNamed} WHERE reports.id = $1`, [id]),
    list: async (state, page) => {
      const [count, items] = await Promise.all([
        totalCount(reads, everybody, state, 'reports'),
        reads.all<NamedReport>(pages[state], [page.limit, page.skip]),
      ])
      return toPage(items, count, page)
    },
    listAbout: ({ subjectKind, subjectId }) =>
      reads.all<NamedReport>(
        `${selectNamed} WHERE subject_kind = $1 AND subject_id = $2
        ORDER BY reports.created_at, reports.id LIMIT 100`,
        [subjectKind, subjectId],
      ),
    resolve: (write, id, at) =>
      transact(write, async tx => {
        await resolveReport(tx, id, at)
        return { result: undefined }
      }),
    setHidden,
    hidden,
    isHidden: (kind, id) => hidden.has(keyOf(kind, id)),
    warn: (write, warning) =>
      transact(write, async tx => {
        await assertThere(tx, warning.userId)
        await insertWarning(tx, warning)
        return { result: warning }
      }),
    withdrawWarning: (write, id) =>
      transact(write, async tx => {
        const withdrawn = await tx.run(
          'UPDATE warnings SET withdrawn_at = $2 WHERE id = $1 AND withdrawn_at IS NULL',
          [id, write.now],
        )
        if (withdrawn === 0) throw warningNotFound()
        return { result: undefined }
      }),
    listWarnings: userId =>
      reads.all<Warning>(
        `SELECT ${listOf(warningColumns)} FROM warnings WHERE user_id = $1 AND withdrawn_at IS NULL
        ORDER BY created_at, id LIMIT 100`,
        [userId],
      ),
  }
}
