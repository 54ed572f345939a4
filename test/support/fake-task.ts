import { spyOn } from 'bun:test'
import type { TaskOutcome } from '../../src/backup/task.ts'

/** Stands for the processes of tasks: what they are sent, and what they answer when a test says so. */
export const watchTasks = () => {
  const tasks: ReturnType<typeof makeTask>[] = []
  const spawning = spyOn(Bun, 'spawn').mockImplementation(() => {
    const task = makeTask()
    tasks.push(task)
    return task.child as never // it has what `runTask` uses of a process
  })
  return { tasks, restore: () => spawning.mockRestore() }
}

const makeTask = () => {
  const ended = Promise.withResolvers<void>()
  const output = new TransformStream<Uint8Array, Uint8Array>()
  const writer = output.writable.getWriter()
  const sent: string[] = []
  const killed: string[] = []
  const end = async (text: string) => {
    if (text !== '') await writer.write(Buffer.from(text))
    await writer.close()
    ended.resolve()
  }
  const child = {
    // No process has such an id.
    pid: 999_999_999,
    stdin: { write: (text: string) => sent.push(text), flush: () => {} },
    stdout: output.readable,
    exited: ended.promise,
    exitCode: 1,
    signalCode: null as string | null, // until it is killed
    kill: (signal: string) => {
      killed.push(signal)
      child.signalCode = signal
      void end('')
    },
  }
  return {
    child,
    /** The lines that it got. */
    sent,
    killed,
    answer: (outcome: TaskOutcome) => end(JSON.stringify(outcome)),
    endEarly: () => end(''),
  }
}
