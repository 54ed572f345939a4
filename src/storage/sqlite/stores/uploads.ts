import type Database from 'better-sqlite3'
import { and, desc, eq, getTableColumns, type SQL, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { FileId } from '../../../domain/ids.ts'
import { fileNotFound } from '../../../domain/not-found.ts'
import type { FileUsage, UploadedFile } from '../../../domain/uploads/file.ts'
import type { UploadStore } from '../../../domain/uploads/store.ts'
import { files, users } from '../../tables.ts'
import type { Connections } from '../engine/connections.ts'
import { named, pageOfKeys, parametersFor } from '../engine/statements.ts'
import { createTotals } from '../engine/totals.ts'

const columns = getTableColumns(files)
const { rowId: _n, passwordHash: _passwordHash, ...userColumns } = getTableColumns(users)
const isOwners = eq(files.ownerId, named('ownerId'))

export const createUploadStore = ({
  readConnection,
  writeConnection,
  transact,
}: Connections): UploadStore => {
  const readDb = drizzle(readConnection)
  const writeDb = drizzle(writeConnection)

  const findIn = (db: typeof readDb) =>
    db
      .select()
      .from(files)
      .where(eq(files.id, named('id')))
      .prepare()
  const usageIn = (connection: Database.Database) => {
    const totals = createTotals(connection)
    return (ownerId: string): FileUsage => {
      const usage = { fileCount: 0, totalBytes: 0 }
      for (const { count, amount } of totals.byKind(ownerId, 'files')) {
        usage.fileCount += count
        usage.totalBytes += amount
      }
      return usage
    }
  }
  const find = findIn(readDb)
  const findForWrite = findIn(writeDb)
  const usageOf = usageIn(readConnection)
  const usageForWrite = usageIn(writeConnection)
  const newestWhere = (condition: SQL | undefined) => {
    const keys = sql`SELECT id, uploaded_at FROM files WHERE ${condition}`
    return readDb
      .select()
      .from(files)
      .where(sql`${files.id} IN (${pageOfKeys([keys], 'id', 'uploaded_at DESC, id DESC')})`)
      .orderBy(desc(files.uploadedAt), desc(files.id))
      .prepare()
  }
  const newestOf = newestWhere(isOwners)
  const newestOfCategory = newestWhere(and(isOwners, eq(files.category, named('category'))))
  const insert = writeDb.insert(files).values(parametersFor(columns)).prepare()
  const remove = writeDb
    .delete(files)
    .where(eq(files.id, named('id')))
    .prepare()
  const setImage = writeDb
    .update(users)
    .set({ profileImageId: sql`${named('imageId')}` })
    .where(eq(users.id, named('userId')))
    .returning(userColumns)
    .prepare()

  const getForWrite = (id: FileId): UploadedFile => {
    const file = findForWrite.get({ id })
    if (!file) throw fileNotFound()
    return file
  }

  return {
    add: (write, file, decide) =>
      transact(write, () => {
        decide(usageForWrite(file.ownerId))
        insert.run({ ...file })
        if (file.category === 'profile') setImage.get({ imageId: file.id, userId: file.ownerId })
        return { result: file }
      }),
    find: async id => find.get({ id }) ?? null,
    usageOf: async ownerId => usageOf(ownerId),
    listOf: async query => (query.category === null ? newestOf : newestOfCategory).all({ ...query }),
    setProfileImage: (command, id, decide) =>
      transact(command, () => {
        decide(getForWrite(id))
        return { result: setImage.get({ imageId: id, userId: command.actor }) }
      }),
    remove: (write, id, decide) =>
      transact(write, () => {
        const file = getForWrite(id)
        decide(file)
        // The foreign key clears the profile picture that it was.
        remove.run({ id })
        return { result: file }
      }),
  }
}
