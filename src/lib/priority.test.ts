import { expect, test } from 'bun:test'
import { readdirSync, readFileSync } from 'node:fs'
import { lowerPriority, lowestPriority } from './priority.ts'

/** It says so when it is ready, and starts threads all the time. */
const busyProgram = `
  process.stdin.on('data', () => {})
  console.log('ready')
  const url = URL.createObjectURL(new Blob(['postMessage(0)']))
  const start = () => {
    const worker = new Worker(url)
    worker.onmessage = () => { worker.terminate(); start() }
  }
  for (let at = 0; at < 4; at += 1) start()`

// Left out: a system whose threads have no priorities of their own.
test.if(process.platform === 'linux')('every thread of a process gets the lowest priority', async () => {
  const child = Bun.spawn([process.execPath, '-e', busyProgram], { stdin: 'pipe', stdout: 'pipe' })
  for await (const _ of child.stdout) break
  lowerPriority(child.pid, lowestPriority)
  const priorities = readdirSync(`/proc/${child.pid}/task`).flatMap(thread => {
    try {
      const stat = readFileSync(`/proc/${child.pid}/task/${thread}/stat`, 'utf8')
      // The 19th field of proc_pid_stat(5); the name before it may have spaces.
      return [Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16])]
    } catch {
      // It has ended since.
      return []
    }
  })
  child.kill()
  await child.exited
  expect(priorities.length).toBeGreaterThan(1)
  expect(new Set(priorities)).toEqual(new Set([lowestPriority]))
})
