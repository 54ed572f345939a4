import { expect, test } from 'bun:test'
import { movedTables } from '../storage/move/tables.ts'
import { DamageError } from '../storage/storage-error.ts'
import { createNamedFiles } from './named-files.ts'

const id = '01999f3a-0000-7000-8000-000000000001'
const row = { id, content_type: 'image/jpeg', file_size: 7, sha256: 'its hash' }

const [files, users] = ['files', 'users'].map(name => movedTables.find(table => table.name === name))

test('the rows of files name a picture each, and those of other tables none', () => {
  const named = createNamedFiles()
  if (!files || !users) throw new Error('There are such tables.')
  named.add(users, [row])
  named.add(files, [row])
  named.add(files, [{ ...row, content_type: 'image/png', sha256: null }])
  expect(named.files).toEqual([
    { id, name: `${id}.jpg`, bytes: 7, sha256: 'its hash' },
    { id, name: `${id}.png`, bytes: 7, sha256: null },
  ])
})

test.each([{ content_type: 'image/heic' }, { id: '../outside' }])(
  'a row of files with %p would name no picture, and is damage',
  changes => {
    const named = createNamedFiles()
    if (!files) throw new Error('There is such a table.')
    const wrong = { ...row, ...changes }
    expect(() => named.add(files, [wrong])).toThrow(
      new DamageError([`The file ${wrong.id} has the unknown type "${wrong.content_type}".`]),
    )
  },
)
