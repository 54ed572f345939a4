import { and, asc, desc, eq, getTableColumns, isNotNull, isNull, type SQL, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { alias } from 'drizzle-orm/sqlite-core'
import type { ReportId, UserId } from '../../../domain/ids.ts'
import { reportNotFound, warningNotFound } from '../../../domain/not-found.ts'
import { type HidableKind, hidableKinds, type Report } from '../../../domain/reports/report.ts'
import { notHidable } from '../../../domain/reports/rules.ts'
import type { ReportStore } from '../../../domain/reports/store.ts'
import { AppError } from '../../../errors.ts'
import { readPage } from '../../../lib/page.ts'
import type { Timestamp } from '../../../lib/timestamp.ts'
import { hiddenThings, reports, users, warnings } from '../../tables.ts'
import type { Connections } from '../engine/connections.ts'
import { named, parametersFor } from '../engine/statements.ts'
import { createTotals, everybody } from '../engine/totals.ts'
import { createHiding } from './hiding.ts'

const isKind = (kind: Report['subjectKind']): kind is HidableKind =>
  hidableKinds.some(known => known === kind)

const keyOf = (kind: HidableKind, id: string) => `${kind} ${id}`

export const createReportStore = ({
  readConnection,
  writeConnection,
  transact,
}: Connections): ReportStore => {
  const readDb = drizzle(readConnection)
  const writeDb = drizzle(writeConnection)
  const hiding = createHiding(writeConnection)
  const hidden = new Set(
    readDb
      .select()
      .from(hiddenThings)
      .all()
      .map(({ kind, id }) => keyOf(kind, id)),
  )

  const isOfSubject = and(
    eq(reports.subjectKind, named('subjectKind')),
    eq(reports.subjectId, named('subjectId')),
  )
  const hasId = eq(reports.id, named('id'))
  const oldestFirst = [asc(reports.createdAt), asc(reports.id)]
  const reporter = alias(users, 'reporter')
  const owner = alias(users, 'owner')
  const namedReports = () =>
    readDb
      .select({ ...getTableColumns(reports), reporterName: reporter.fullName, ownerName: owner.fullName })
      .from(reports)
      .innerJoin(reporter, eq(reporter.id, reports.reporterId))
      .innerJoin(owner, eq(owner.id, reports.ownerId))
      .$dynamic()
  const find = namedReports().where(hasId).prepare()
  const findForWrite = writeDb.select().from(reports).where(hasId).prepare()
  const isOpen = sql`${reports.resolvedAt} IS NULL`
  const findOpenOf = writeDb
    .select()
    .from(reports)
    .where(and(eq(reports.reporterId, named('reporterId')), isOfSubject, isOpen))
    .prepare()
  const findTwentieth = writeDb
    .select({ createdAt: reports.createdAt })
    .from(reports)
    .where(eq(reports.reporterId, named('reporterId')))
    .orderBy(desc(reports.createdAt), desc(reports.id))
    .limit(1)
    .offset(19)
    .prepare()
  const insert = writeDb
    .insert(reports)
    .values(parametersFor(getTableColumns(reports)))
    .prepare()
  const totals = createTotals(readConnection)
  const pageOf = (state: SQL, ...order: SQL[]) =>
    namedReports()
      .where(state)
      .orderBy(...order)
      .limit(named('limit'))
      .offset(named('skip'))
      .prepare()
  const pages = {
    open: pageOf(isOpen, ...oldestFirst),
    closed: pageOf(isNotNull(reports.resolvedAt), desc(reports.resolvedAt), desc(reports.id)),
  }
  const listAbout = namedReports()
    .where(isOfSubject)
    .orderBy(...oldestFirst)
    .limit(100)
    .prepare()
  const close = writeDb
    .update(reports)
    .set({ resolvedAt: sql`${named('at')}` })
    .where(and(isOfSubject, isOpen))
    .prepare()
  const reopen = writeDb.update(reports).set({ resolvedAt: null }).where(hasId).prepare()
  const isThere = writeDb
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.id, named('userId')), isNull(users.deletedAt)))
    .prepare()
  const insertWarning = writeDb
    .insert(warnings)
    .values(parametersFor(getTableColumns(warnings)))
    .prepare()
  const withdraw = writeDb
    .update(warnings)
    .set({ withdrawnAt: sql`${named('at')}` })
    .where(and(eq(warnings.id, named('id')), isNull(warnings.withdrawnAt)))
    .prepare()
  const listWarnings = readDb
    .select()
    .from(warnings)
    .where(and(eq(warnings.userId, named('userId')), isNull(warnings.withdrawnAt)))
    .orderBy(asc(warnings.createdAt), asc(warnings.id))
    .limit(100)
    .prepare()

  const getForWrite = (id: ReportId): Report => {
    const report = findForWrite.get({ id })
    if (!report) throw reportNotFound()
    return report
  }

  const setHidden = async (
    write: Parameters<ReportStore['setHidden']>[0],
    id: ReportId,
    becomesHidden: boolean,
  ): Promise<void> => {
    let key = ''
    await transact(write, () => {
      const { subjectKind, subjectId, ownerId } = getForWrite(id)
      if (!isKind(subjectKind)) throw notHidable()
      key = keyOf(subjectKind, subjectId)
      const gigChanges = hiding.set(
        { kind: subjectKind, id: subjectId, ownerId, at: write.now },
        becomesHidden,
      )
      return { result: undefined, gigChanges }
    })
    if (becomesHidden) hidden.add(key)
    else hidden.delete(key)
  }

  return {
    add: (command, report, decide) =>
      transact(command, () => {
        const known = findOpenOf.get({ ...report })
        if (known) return { result: known }
        decide(findTwentieth.get({ ...report })?.createdAt ?? null)
        // The owner may have been deleted meanwhile.
        if (!isThere.get({ userId: report.ownerId })) throw new AppError('RESOURCE_NOT_FOUND')
        insert.run({ ...report })
        return { result: report }
      }),
    find: async id => find.get({ id }) ?? null,
    list: async (state, page) =>
      readPage(page, totals.count(everybody, state, 'reports'), () => pages[state].all({ ...page })),
    listAbout: async report => listAbout.all({ ...report }),
    resolve: (write, id, at: Timestamp | null) =>
      transact(write, () => {
        const report = getForWrite(id)
        if (at !== null) close.run({ ...report, at })
        // Its reporter may have made another one since, which is open.
        else if (!findOpenOf.get({ ...report })) reopen.run({ id })
        return { result: undefined }
      }),
    setHidden,
    isHidden: (kind, id) => hidden.has(keyOf(kind, id)),
    warn: (write, warning) =>
      transact(write, () => {
        if (!isThere.get({ userId: warning.userId })) throw new AppError('RESOURCE_NOT_FOUND')
        insertWarning.run({ ...warning })
        return { result: warning }
      }),
    withdrawWarning: (write, id) =>
      transact(write, () => {
        if (withdraw.run({ id, at: write.now }).changes === 0) throw warningNotFound()
        return { result: undefined }
      }),
    listWarnings: async (userId: UserId) => listWarnings.all({ userId }),
  }
}
