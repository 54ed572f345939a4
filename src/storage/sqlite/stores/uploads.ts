import { and, count, desc, eq, getTableColumns, sql, sum } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { FileId } from '../../../domain/ids'
import type { FileUsage, UploadedFile } from '../../../domain/uploads/file'
import type { UploadStore } from '../../../domain/uploads/store'
import { AppError } from '../../../errors'
import type { Connections } from '../engine/connections'
import { named, parametersFor } from '../engine/statements'
import { files, users } from '../engine/tables'

const columns = getTableColumns(files)
const { rowId: _n, passwordHash: _passwordHash, ...userColumns } = getTableColumns(users)
const isOwners = eq(files.ownerId, named('ownerId'))

export const createUploadStore = ({ reader, inAct, write }: Connections): UploadStore => {
  const reads = drizzle(reader)
  const acts = drizzle(inAct)

  const findIn = (db: typeof reads) =>
    db
      .select()
      .from(files)
      .where(eq(files.id, named('id')))
      .prepare()
  const usageIn = (db: typeof reads) => {
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
  const find = findIn(reads)
  const findInAct = findIn(acts)
  const usageOf = usageIn(reads)
  const usageInAct = usageIn(acts)
  const newestFirst = reads
    .select()
    .from(files)
    .where(and(isOwners, sql`(${named('category')} IS NULL OR ${files.category} = ${named('category')})`))
    .orderBy(desc(files.uploadedAt), desc(files.id))
    .limit(named('limit'))
    .offset(named('skip'))
    .prepare()
  const listAll = reads.select({ id: files.id, contentType: files.contentType }).from(files).prepare()
  const insert = acts.insert(files).values(parametersFor(columns)).prepare()
  const remove = acts
    .delete(files)
    .where(eq(files.id, named('id')))
    .prepare()
  const setImage = acts
    .update(users)
    .set({ profileImageId: sql`${named('imageId')}` })
    .where(eq(users.id, named('userId')))
    .returning(userColumns)
    .prepare()

  const getInAct = (id: FileId): UploadedFile => {
    const file = findInAct.get({ id })
    if (!file) throw new AppError('RESOURCE_NOT_FOUND', 'There is no such file.')
    return file
  }

  return {
    add: (file, decide) =>
      write(() => {
        decide(usageInAct(file.ownerId))
        insert.run({ ...file })
        if (file.category === 'profile') setImage.get({ imageId: file.id, userId: file.ownerId })
      }),
    find: async id => find.get({ id }) ?? null,
    usageOf: async ownerId => usageOf(ownerId),
    listOf: async query => newestFirst.all({ ...query }),
    listAll: async () => listAll.all(),
    setProfileImage: (userId, id, decide) =>
      write(() => {
        decide(getInAct(id))
        return setImage.get({ imageId: id, userId })
      }),
    remove: (id, decide) =>
      write(() => {
        const file = getInAct(id)
        decide(file)
        // The schema takes it from the profile it is on.
        remove.run({ id })
        return file
      }),
  }
}
