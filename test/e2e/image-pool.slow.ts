import { afterEach, describe, expect, test } from 'bun:test'
import sharp from 'sharp'
import { createImagePool, type ImageCaller } from '../../src/domain/uploads/image-pool.ts'
import { bytesOf, noise, still } from '../support/images.ts'

const pools: ReturnType<typeof createImagePool>[] = []
const poolWith = (options: Parameters<typeof createImagePool>[0] = {}) => {
  const pool = createImagePool(options)
  pools.push(pool)
  return pool
}
afterEach(() => {
  for (const pool of pools.splice(0)) pool.stop()
})

const by = (id: string, signal: AbortSignal | null = null): ImageCaller => ({ id, signal })

const small = new Blob([await bytesOf(still().png())])
const large = new Blob([await bytesOf(noise(1600, 1200).jpeg())])
/** Some 40 bytes that take seconds: 49 megapixels of one colour. */
const dear = new Blob([
  await bytesOf(
    sharp({ create: { width: 7000, height: 7000, channels: 3, background: '#777777' } }).webp({
      lossless: true,
      effort: 0,
    }),
  ),
])
const poster = { width: 4096, height: 4096, format: 'avif' as const }
const thumbnail = { width: 64, height: 64, format: 'webp' as const }

/** The image processes of this process; those of other tests are among them. */
const listDecoders = () =>
  Bun.spawnSync(['pgrep', '-P', String(process.pid), '-f', 'main.ts images'])
    .stdout.toString()
    .split('\n')
    .filter(line => line !== '')
    .map(Number)

/** The processes that `start` brings up. */
const decodersOf = async (start: () => Promise<unknown>): Promise<number[]> => {
  const before = listDecoders()
  await start()
  return listDecoders().filter(pid => !before.includes(pid))
}

describe('the image pool (F8)', () => {
  test('rejects a picture that takes too much CPU time, and no other', async () => {
    const pool = poolWith({ maxCpuMs: 700 })
    const neighbours = Promise.all([1, 2, 3].map(at => pool.cleanImage(small, by(`neighbour ${at}`))))
    await expect(pool.cleanImage(dear, by('mallory'))).rejects.toMatchObject({ code: 'INVALID_FILE_TYPE' })
    expect((await neighbours).map(({ width }) => width)).toEqual([96, 96, 96])
    await expect(pool.makeVariant(dear, poster, by('mallory'))).rejects.toMatchObject({
      code: 'INVALID_FILE_TYPE',
    })
    expect((await pool.cleanImage(small, by('mallory'))).width).toBe(96)
  }, 30_000)

  test('does not count waiting: a decoder that is stopped for longer than its CPU time goes on', async () => {
    const pool = poolWith({ maxCpuMs: 900 })
    const started = await decodersOf(() => pool.cleanImage(small, by('mali')))
    expect(started).toHaveLength(1)
    const cleaning = pool.cleanImage(large, by('mali'))
    for (const pid of started) process.kill(pid, 'SIGSTOP')
    await Bun.sleep(1200)
    for (const pid of started) process.kill(pid, 'SIGCONT')
    expect((await cleaning).width).toBe(1600)
  }, 30_000)

  test('replaces a decoder that hangs, and asks its caller to come back', async () => {
    const pool = poolWith({ maxWallMs: 2000 })
    const before = listDecoders()
    const cleaning = pool.cleanImage(large, by('mali'))
    const hanging = () => listDecoders().filter(pid => !before.includes(pid))
    while (hanging().length === 0) await Bun.sleep(1)
    for (const pid of hanging()) process.kill(pid, 'SIGSTOP')
    await expect(cleaning).rejects.toMatchObject({ code: 'OVERLOADED' })
    expect(pool.count()).toBe(0)
    while (hanging().length > 0) await Bun.sleep(1)
  }, 30_000)

  test('takes uploads in turn by user: one picture does not wait for all of another person', async () => {
    const pool = poolWith()
    // Both decoders run, so what follows does not depend on how fast they start.
    await Promise.all([1, 2].map(() => pool.cleanImage(large, by('mali'))))
    const finished: string[] = []
    const clean = (id: string) => pool.cleanImage(large, by(id)).then(() => finished.push(id))
    const all = [...Array.from({ length: 12 }, () => clean('mallory')), clean('mali')]
    await Promise.all(all)
    // Two of mallory's run already, and one more has its turn first.
    expect(finished.indexOf('mali')).toBeLessThan(5)
  }, 30_000)

  test('serves an upload before the variants that wait', async () => {
    const pool = poolWith()
    // Both decoders run, so what follows does not depend on how fast they start.
    await Promise.all([1, 2].map(() => pool.cleanImage(large, by('mali'))))
    const finished: string[] = []
    const note = (kind: string) => finished.push(kind)
    const variants = Array.from({ length: 30 }, () =>
      pool.makeVariant(large, thumbnail, by('mallory')).then(() => note('variant')),
    )
    await Promise.all([pool.cleanImage(small, by('mali')).then(() => note('upload')), ...variants])
    expect(finished.indexOf('upload')).toBeLessThan(6)
  }, 30_000)

  test('bounds what waits; the busiest caller is told to come back', async () => {
    const pool = poolWith()
    const outcomeOf = (id: string) =>
      pool.cleanImage(large, by(id)).then(
        () => 'cleaned',
        error => String(error.code),
      )
    const [flood, mali] = [Array.from({ length: 60 }, () => outcomeOf('mallory')), outcomeOf('mali')]
    expect(pool.count()).toBe(26)
    expect(await mali).toBe('cleaned')
    const outcomes = await Promise.all(flood)
    expect(outcomes.filter(outcome => outcome === 'OVERLOADED')).toHaveLength(35)
    expect(outcomes.filter(outcome => outcome === 'cleaned')).toHaveLength(25)
  }, 60_000)

  test('drops a job that waits when its caller has gone, and finishes one that runs', async () => {
    const pool = poolWith()
    const gone = new AbortController()
    const running = [1, 2].map(() => pool.cleanImage(large, by('mali', gone.signal)))
    const waiting = pool.cleanImage(large, by('mali', gone.signal))
    expect(pool.count()).toBe(3)
    gone.abort()
    expect(pool.count()).toBe(2)
    await expect(waiting).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    expect((await Promise.all(running)).map(({ width }) => width)).toEqual([1600, 1600])
    await expect(pool.cleanImage(small, by('mali', gone.signal))).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    })
  }, 30_000)
})
