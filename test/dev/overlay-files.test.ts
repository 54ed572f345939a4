import { afterAll, describe, expect, test } from 'bun:test'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createOverlayFiles } from '../../src/dev/overlay-files.ts'
import { manualClock } from '../../src/lib/clock.ts'
import { temporaryFolder } from '../support/process.ts'

const folder = temporaryFolder()
afterAll(folder.remove)

describe('files on top of those of a checkpoint', () => {
  test('can be deleted without an effect on the checkpoint', async () => {
    const path = join(folder.path, 'base.png')
    writeFileSync(path, 'base')
    const files = createOverlayFiles(new Map([['base.png', path]]), manualClock(0))
    const names = async () => (await files.list('uploads')).map(({ name }) => name)
    expect(await (await files.read('uploads', 'base.png'))?.bytes()).toEqual(Buffer.from('base'))
    expect(await names()).toEqual(['base.png'])
    await files.remove('uploads', 'base.png')
    expect(await files.read('uploads', 'base.png')).toBeNull()
    expect(await names()).toEqual([])
    expect(existsSync(path)).toBe(true)
  })
})
