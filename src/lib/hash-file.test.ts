import { afterAll, expect, test } from 'bun:test'
import { join } from 'node:path'
import { temporaryFolder } from '../../test/support/process.ts'
import { hashFile } from './hash-file.ts'

const folder = temporaryFolder()
afterAll(() => folder.remove())

test('the hash of a file is the SHA-256 of all of its bytes in hexadecimal digits', async () => {
  const path = join(folder.path, 'file')
  await Bun.write(path, 'abc')
  // FIPS 180-2, B.1.
  expect(await hashFile(path)).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  await Bun.write(path, 'a'.repeat(1_000_000))
  expect(await hashFile(path)).toBe('cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0')
})
