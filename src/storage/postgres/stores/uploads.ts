import { getTableColumns } from 'drizzle-orm'
import type { FileId, UserId } from '../../../domain/ids.ts'
import { fileNotFound, userNotFound } from '../../../domain/not-found.ts'
import type { FileUsage, UploadedFile } from '../../../domain/uploads/file.ts'
import type { UploadStore } from '../../../domain/uploads/store.ts'
import type { User } from '../../../domain/users/user.ts'
import { files } from '../../tables.ts'
import { listOf, prepareInsert } from '../engine/columns.ts'
import type { Connections } from '../engine/connections.ts'
import type { Queries } from '../engine/queries.ts'
import { totalsByKind } from '../engine/totals.ts'
import { lockUser, userList } from './user-rows.ts'

const columns = getTableColumns(files)
const insert = prepareInsert('files', columns)

export const fileList = listOf(columns)

const usageOf = async (queries: Queries, ownerId: UserId): Promise<FileUsage> => {
  const usage = { fileCount: 0, totalBytes: 0 }
  for (const { count, amount } of await totalsByKind(queries, ownerId, 'files')) {
    usage.fileCount += count
    usage.totalBytes += amount
  }
  return usage
}

const pageWhere = (condition: string): string => `SELECT ${fileList} FROM files
  WHERE ${condition} ORDER BY uploaded_at DESC, id DESC LIMIT $2 OFFSET $3`
const newest = pageWhere('owner_id = $1')
const newestOfCategory = pageWhere('owner_id = $1 AND category = $4')

const getForWrite = async (tx: Queries, id: FileId): Promise<UploadedFile> => {
  const file = await tx.get<UploadedFile>(`SELECT ${fileList} FROM files WHERE id = $1 FOR UPDATE`, [id])
  if (!file) throw fileNotFound()
  return file
}

const setImage = (tx: Queries, userId: UserId, imageId: FileId): Promise<User | null> =>
  tx.get<User>(`UPDATE users SET profile_image_id = $2 WHERE id = $1 RETURNING ${userList}`, [
    userId,
    imageId,
  ])

export const createUploadStore = ({ reads, transact }: Connections): UploadStore => ({
  add: (write, file, decide) =>
    transact(write, async tx => {
      // Two files at once must not both take the last place.
      await lockUser(tx, file.ownerId, 'NO KEY UPDATE')
      decide(await usageOf(tx, file.ownerId))
      await insert(tx, file)
      if (file.category === 'profile') await setImage(tx, file.ownerId, file.id)
      return { result: file }
    }),
  find: id => reads.get<UploadedFile>(`SELECT ${fileList} FROM files WHERE id = $1`, [id]),
  usageOf: ownerId => usageOf(reads, ownerId),
  listOf: ({ ownerId, category, limit, skip }) =>
    category === null
      ? reads.all<UploadedFile>(newest, [ownerId, limit, skip])
      : reads.all<UploadedFile>(newestOfCategory, [ownerId, limit, skip, category]),
  setProfileImage: (command, id, decide) =>
    transact(command, async tx => {
      decide(await getForWrite(tx, id))
      const user = await setImage(tx, command.actor, id)
      if (!user) throw userNotFound()
      return { result: user }
    }),
  remove: (write, id, decide) =>
    transact(write, async tx => {
      const file = await getForWrite(tx, id)
      decide(file)
      // The foreign key clears the profile picture that it was.
      await tx.run('DELETE FROM files WHERE id = $1', [id])
      return { result: file }
    }),
})
