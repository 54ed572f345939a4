import { and, count, desc, eq, getTableColumns, sql, sum } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { FileId } from '../../../domain/ids.ts'
import { fileNotFound } from '../../../domain/not-found.ts'
import type { FileUsage, UploadedFile } from '../../../domain/uploads/file.ts'
import type { UploadStore } from '../../../domain/uploads/store.ts'
import type { Connections } from '../engine/connections.ts'
import { named, parametersFor } from '../engine/statements.ts'
import { files, users } from '../engine/tables.ts'

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
  const usageIn = (db: typeof readDb) => {
    const usage = db
      .select({ fileCount: count(), totalBytes: sum(files.fileSize).mapWith(Number) })
      .from(files)
      .where(isOwners)
      .prepare()
    return (ownerId: string): FileUsage => {
      const { fileCount = 0, totalBytes = null } = usage.get({ ownerId }) ?? {}
      return { fileCount, totalBytes: totalBytes ?? 0 }
    }
  }
  const find = findIn(readDb)
  const findForWrite = findIn(writeDb)
  const usageOf = usageIn(readDb)
  const usageForWrite = usageIn(writeDb)
  const newestFirst = readDb
    .select()
    .from(files)
    .where(and(isOwners, sql`(${named('category')} IS NULL OR ${files.category} = ${named('category')})`))
    .orderBy(desc(files.uploadedAt), desc(files.id))
    .limit(named('limit'))
    .offset(named('skip'))
    .prepare()
  const listAll = readDb.select({ id: files.id, contentType: files.contentType }).from(files).prepare()
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
    listOf: async query => newestFirst.all({ ...query }),
    listAll: async () => listAll.all(),
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
