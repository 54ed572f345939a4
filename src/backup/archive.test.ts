import { afterEach, beforeEach, describe, expect, spyOn, test } from 'bun:test'
import * as fs from 'node:fs'
import * as asyncFs from 'node:fs/promises'
import { join } from 'node:path'
import { create, list } from 'tar'
import { addEntry, problemsOf } from '../../test/support/backups.ts'
import { makeFolder } from '../../test/support/stores.ts'
import {
  type ArchivedFile,
  type ArchiveFormat,
  archiveIn,
  findDifferences,
  manifestName,
  pack,
  readManifestOf,
  unpack,
  verifyArchive,
} from './archive.ts'

let folder: ReturnType<typeof makeFolder>
const at = (name: string) => join(folder.path, name)

beforeEach(() => {
  folder = makeFolder()
  for (const name of ['from', 'from/below', 'to']) fs.mkdirSync(at(name))
})
afterEach(() => folder.remove())

interface Manifest {
  files: ArchivedFile[]
  text: string
}

const format: ArchiveFormat<Manifest> = {
  noun: 'backup',
  isPath: path => [manifestName, 'a', 'b', 'below/c'].includes(path),
  parseManifest: text => ({ files: [], text }),
}

const hashOf = (text: string) => new Bun.CryptoHasher('sha256').update(text).digest('hex')

const write = (path: string, text: string): ArchivedFile => {
  fs.writeFileSync(at(`from/${path}`), text)
  return { path, bytes: text.length, sha256: hashOf(text) }
}

const headerOf = (name: string, bytes: number): Buffer<ArrayBuffer> => {
  const header = Buffer.alloc(512)
  header.write(name, 0)
  header.write('0000600\0', 100)
  header.write(`${bytes.toString(8).padStart(11, '0')}\0`, 124)
  header.write('        ', 148)
  header.write('0', 156)
  header.write('ustar\0', 257)
  header.write('00', 263)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return header
}

/** An archive of a manifest and of two files, one of them in a folder. */
const packTwo = async () => {
  const files = [write('a', 'the first'), write('below/c', 'the other')]
  write(manifestName, 'the manifest')
  await pack(
    at('from'),
    at('it.tar.gz'),
    files.map(({ path }) => path),
  )
  return files
}

describe('a packed archive', () => {
  test('begins with its manifest, and names no user', async () => {
    for (const path of ['a', manifestName, 'below/c']) write(path, path)
    await pack(at('from'), at('it.tar.gz'), ['below/c', 'a'], new Date(86_400_000))
    const entries: unknown[] = []
    await list({
      file: at('it.tar.gz'),
      onReadEntry: ({ path, mtime, uid, uname }) => entries.push([path, mtime?.getTime(), uid, uname]),
    })
    expect(entries).toEqual([manifestName, 'below/c', 'a'].map(path => [path, 86_400_000, undefined, '']))
  })

  test('can be read by its owner alone from its first byte on', async () => {
    await packTwo()
    expect((fs.statSync(at('it.tar.gz')).mode & 0o777).toString(8)).toBe('600')
  })

  test('has the times of the files unless it is given one', async () => {
    await packTwo()
    const times: unknown[] = []
    await list({ file: at('it.tar.gz'), onReadEntry: ({ mtime }) => times.push(mtime?.getTime()) })
    const secondsOf = (path: string) => Math.floor(fs.statSync(at(`from/${path}`)).mtimeMs / 1000) * 1000
    expect(times).toEqual([manifestName, 'a', 'below/c'].map(secondsOf))
  })

  test('has its place in a folder for unfinished work', () => {
    expect(archiveIn('/work')).toBe('/work/archive.tar.gz')
  })
})

describe('the manifest of an archive', () => {
  test('is its first entry, of which nothing behind is read', async () => {
    await packTwo()
    expect((await readManifestOf(at('it.tar.gz'), format)).text).toBe('the manifest')
    const bytes = fs.readFileSync(at('it.tar.gz'))
    const half = Bun.gunzipSync(bytes).subarray(0, 1024)
    fs.writeFileSync(at('half.tar.gz'), Bun.gzipSync(half))
    expect((await readManifestOf(at('half.tar.gz'), format)).text).toBe('the manifest')
  })

  test('is empty where the first entry is another file, a folder, or a link', async () => {
    write('a', 'the first')
    write(manifestName, 'the manifest')
    await create({ file: at('other.tar.gz'), cwd: at('from') }, ['a', manifestName])
    expect((await readManifestOf(at('other.tar.gz'), format)).text).toBe('')
    fs.rmSync(at(`from/${manifestName}`))
    fs.symlinkSync('a', at(`from/${manifestName}`))
    await create({ file: at('link.tar.gz'), cwd: at('from') }, [manifestName])
    expect((await readManifestOf(at('link.tar.gz'), format)).text).toBe('')
  })

  test('is not looked for behind an entry that no archive has', async () => {
    await packTwo()
    expect(await problemsOf(readManifestOf(await addEntry(at('it.tar.gz'), 'note.txt'), format))).toEqual([
      'The archive has an entry that no backup has: "note.txt".',
    ])
  })

  test('cannot be read from a file that is not there, or is no archive', async () => {
    expect(await problemsOf(readManifestOf(at('none'), format))).toEqual([
      expect.stringMatching(/^The archive cannot be unpacked: ENOENT.+\.$/),
    ])
    fs.writeFileSync(at('text'), 'hello '.repeat(1000))
    expect(await problemsOf(readManifestOf(at('text'), format))).toEqual([
      expect.stringMatching(/^The archive cannot be unpacked: .+\.$/),
    ])
  })
})

describe('an archive that is unpacked', () => {
  const unpackInto = (files: readonly ArchivedFile[]) => unpack(at('it.tar.gz'), files, at('to'), format)

  test('gives files and folders that their owner alone can read, whatever the archive says', async () => {
    const files = [write('a', 'the first'), write('below/c', 'the other')]
    write(manifestName, 'the manifest')
    for (const path of [manifestName, 'a', 'below/c']) fs.chmodSync(at(`from/${path}`), 0o666)
    await create({ file: at('it.tar.gz'), cwd: at('from') }, [manifestName, 'a', 'below/c'])
    await unpackInto(files)
    const modeOf = (path: string) => (fs.statSync(at(`to/${path}`)).mode & 0o777).toString(8)
    expect([manifestName, 'a', 'below', 'below/c'].map(modeOf)).toEqual(['600', '600', '700', '600'])
    expect(fs.readFileSync(at('to/below/c'), 'utf8')).toBe('the other')
  })

  test('has no file of another length, none that the manifest does not name, and none twice', async () => {
    const [a, c] = await packTwo()
    if (!a || !c) throw new Error('There are two.')
    expect(await problemsOf(unpackInto([a, { ...c, bytes: 8 }]))).toEqual([
      'below/c is not the file that was backed up.',
    ])
    expect(await problemsOf(unpackInto([a]))).toEqual(['below/c is not in the manifest.'])
    await addEntry(at('it.tar.gz'), 'b')
    await addEntry(at('it.tar.gz'), 'b')
    const b = { path: 'b', bytes: 4, sha256: hashOf('evil') }
    expect(await problemsOf(unpackInto([a, b, c]))).toEqual(['The archive has the entry "b" twice.'])
    const again = unpack(at('it.tar.gz'), [a, b, { ...c, bytes: 8 }], at('to'), { ...format, noun: 'export' })
    expect(await problemsOf(again)).toEqual(['The archive has the entry "b" twice.'])
  })

  test('needs the space for all of its files, and no byte more', async () => {
    const files = await packTwo()
    const usual = await asyncFs.statfs(at('to'))
    const withFree = (bytes: number) =>
      // The rest of it is not looked at.
      spyOn(asyncFs, 'statfs').mockResolvedValue(Object.assign(usual, { bavail: bytes, bsize: 1 }) as never)
    const full = withFree(17)
    expect(await problemsOf(unpackInto(files))).toEqual([
      'The backup needs 1 MiB, and the disk has 1 MiB free. Nothing was changed.',
    ])
    expect(fs.readdirSync(at('to'))).toEqual([])
    full.mockRestore()
    const some = withFree(3 * 1024 ** 2)
    const large = { path: 'b', bytes: 5 * 1024 ** 2 + 1, sha256: '' }
    expect(await problemsOf(unpackInto([large]))).toEqual([
      'The backup needs 6 MiB, and the disk has 3 MiB free. Nothing was changed.',
    ])
    some.mockRestore()
    const enough = withFree(18)
    await unpackInto(files)
    enough.mockRestore()
    expect(fs.readdirSync(at('to')).sort()).toEqual(['a', 'below', manifestName])
  })

  // Left out: only Linux lists the open files of a process.
  test.skipIf(!fs.existsSync('/proc/self/fd'))('keeps no file open when it is rejected', async () => {
    const noise = Buffer.from(crypto.getRandomValues(new Uint8Array(65_536)))
    write('a', Buffer.concat(Array.from({ length: 6 }, () => noise)).toString('latin1'))
    write(manifestName, 'the manifest')
    await pack(at('from'), at('it.tar.gz'), ['a'])
    expect(await problemsOf(unpackInto([]))).toEqual(['a is not in the manifest.'])
    const isOpen = () =>
      fs.readdirSync('/proc/self/fd').some(descriptor => {
        try {
          return fs.readlinkSync(`/proc/self/fd/${descriptor}`) === at('it.tar.gz')
        } catch {
          // It was that of the folder of descriptors.
          return false
        }
      })
    for (let turn = 0; turn < 2000 && isOpen(); turn += 1) await Bun.sleep(1)
    expect(isOpen()).toBe(false)
  })

  test('may not have a manifest of more than 128 MiB, which is not read', async () => {
    const longest = 128 * 1024 ** 2
    const writeManifest = (bytes: number) => {
      fs.writeFileSync(at('it.tar.gz'), Bun.gzipSync(headerOf(manifestName, bytes)))
    }
    writeManifest(longest + 1)
    expect((await readManifestOf(at('it.tar.gz'), format)).text).toBe('')
    expect(await problemsOf(unpackInto([]))).toEqual([
      'The archive has an entry that no backup has: "manifest.json".',
    ])
  })
})

describe('an archive that is verified', () => {
  test('has each file with its hash, and a manifest that may be anything', async () => {
    const [a, c] = await packTwo()
    if (!a || !c) throw new Error('There are two.')
    await verifyArchive(at('it.tar.gz'), [a, c], format)
    const wrong = { ...c, sha256: a.sha256 }
    const b = { path: 'b', bytes: 1, sha256: a.sha256 }
    expect(await problemsOf(verifyArchive(at('it.tar.gz'), [a, wrong, b], { noun: 'export' }))).toEqual([
      'below/c is not the file that was exported.',
      'b is missing.',
    ])
    expect(await problemsOf(verifyArchive(at('it.tar.gz'), [a], format))).toEqual([
      'below/c is not the file that was backed up.',
    ])
  })

  test('is damaged when it ends early', async () => {
    const files = await packTwo()
    fs.truncateSync(at('it.tar.gz'), fs.statSync(at('it.tar.gz')).size - 20)
    expect(await problemsOf(verifyArchive(at('it.tar.gz'), files, format))).toHaveLength(1)
  })
})

test('a folder differs from a manifest by what is more, missing, of another length, or another file', async () => {
  const files = [write('a', 'the first'), write('b', 'the other'), write('below/c', 'the last')]
  write(manifestName, 'the manifest')
  const shares: number[] = []
  const find = () => findDifferences(at('from'), files, format, share => shares.push(share))
  expect(await find()).toEqual([])
  expect(shares).toEqual([1 / 3, 2 / 3, 1])
  write('below/more', 'x')
  write('a', 'the First')
  write('b', 'the other one')
  fs.rmSync(at('from/below/c'))
  expect(await find()).toEqual([
    'below/more is not in the manifest.',
    'a is not the file that was backed up.',
    'b is not the file that was backed up.',
    'below/c is missing.',
  ])
})
