import { expect, test } from 'bun:test'
import { readdirSync, readFileSync } from 'node:fs'
import { lowerPriority, lowestPriority } from './priority.ts'

// Left out: a system whose threads have no priorities of their own.
test.if(process.platform === 'linux')('every thread of a process gets the lowest priority', async () => {
  const child = Bun.spawn(
    [process.execPath, '-e', 'process.stdin.on("data", () => {}); console.log("ready")'],
    {
      stdin: 'pipe',
      stdout: 'pipe',
    },
  )
  for await (const _ of child.stdout) break
  lowerPriority(child.pid, lowestPriority)
  const threads = readdirSync(`/proc/${child.pid}/task`)
  const prioritiesOf = threads.map(thread => {
    const stat = readFileSync(`/proc/${child.pid}/task/${thread}/stat`, 'utf8')
    // The 19th field of proc_pid_stat(5); the name before it may have spaces.
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16])
  })
  child.kill()
  await child.exited
  expect(threads.length).toBeGreaterThan(1)
  expect(prioritiesOf).toEqual(threads.map(() => lowestPriority))
})
