import { describe, expect, test } from 'bun:test'
import { FairQueue } from './fair-queue.ts'

const drain = (queue: FairQueue<string>) => {
  const taken: string[] = []
  for (let job = queue.take(); job !== null; job = queue.take()) taken.push(job)
  return taken
}

describe('a fair queue', () => {
  test('serves callers in turn and the jobs of each in order', () => {
    const queue = new FairQueue<string>(10)
    for (const job of ['m1', 'm2', 'm3', 's1', 's2']) expect(queue.add(job.slice(0, 1), job)).toBeNull()
    expect(queue.size).toBe(5)
    expect(drain(queue)).toEqual(['m1', 's1', 'm2', 's2', 'm3'])
    expect(queue.size).toBe(0)
  })

  test('makes a newcomer wait for one job of each other caller', () => {
    const queue = new FairQueue<string>(10)
    for (const job of ['m1', 'm2', 'm3', 'm4']) queue.add('m', job)
    expect(queue.take()).toBe('m1')
    queue.add('s', 's1')
    expect(drain(queue)).toEqual(['m2', 's1', 'm3', 'm4'])
  })

  test('drops the latest job of the busiest caller when it is full', () => {
    const queue = new FairQueue<string>(3)
    for (const job of ['m1', 'm2', 'm3']) queue.add('m', job)
    expect(queue.add('m', 'm4')).toBe('m4')
    expect(queue.add('s', 's1')).toBe('m3')
    expect(queue.add('s', 's2')).toBe('s2')
    expect(queue.add('t', 't1')).toBe('m2')
    // All have equally many, so whoever comes last has no place.
    expect(queue.add('u', 'u1')).toBe('u1')
    expect(drain(queue)).toEqual(['m1', 's1', 't1'])
    for (const job of ['m1', 's1', 's2']) queue.add(job.slice(0, 1), job)
    expect(queue.add('m', 'm2')).toBe('m2')
  })

  test('forgets a job that was removed, and its caller with the last one', () => {
    const queue = new FairQueue<string>(3)
    queue.add('m', 'm1')
    queue.add('s', 's1')
    expect([queue.remove('m', 'm1'), queue.remove('m', 'm1'), queue.remove('x', 'm1')]).toEqual([
      true,
      false,
      false,
    ])
    expect(queue.size).toBe(1)
    expect(drain(queue)).toEqual(['s1'])
    expect(queue.remove('s', 's1')).toBeFalse()
  })

  test('puts a caller whose only job was removed or taken behind the others, and one with more jobs keeps its turn', () => {
    const queue = new FairQueue<string>(9)
    for (const job of ['m1', 's1', 't1', 't2']) queue.add(job.slice(0, 1), job)
    queue.remove('m', 'm1')
    queue.add('m', 'm2')
    queue.remove('t', 't1')
    expect(queue.size).toBe(3)
    expect(drain(queue)).toEqual(['s1', 't2', 'm2'])
    queue.add('m', 'm3')
    queue.take()
    queue.add('s', 's2')
    queue.add('m', 'm4')
    expect(drain(queue)).toEqual(['s2', 'm4'])
  })
})
