import { contentTypes } from '../domain/uploads/file.ts'
import { filenameOf } from '../domain/uploads/rules.ts'
import { parseId } from '../lib/ids.ts'
import type { MovedRow, MovedTable } from '../storage/move/tables.ts'
import type { NamedFile } from '../storage/named-file.ts'
import { DamageError } from '../storage/storage-error.ts'

export const createNamedFiles = () => {
  const files: NamedFile[] = []
  return {
    files,
    add: ({ name }: MovedTable, rows: readonly MovedRow[]): void => {
      if (name === 'files') for (const row of rows) files.push(namedFileOf(row))
    },
  }
}

const namedFileOf = ({ id, content_type: type, file_size: bytes, sha256 }: MovedRow): NamedFile => {
  const [fileId, contentType] = [parseId<'file'>(String(id)), contentTypes.find(known => known === type)]
  if (!fileId || !contentType)
    throw new DamageError([`The file ${String(id)} has the unknown type "${String(type)}".`])
  return {
    id: fileId,
    name: filenameOf({ id: fileId, contentType }),
    bytes: Number(bytes),
    sha256: sha256 === null ? null : String(sha256),
  }
}
