import { taskCommand } from '../backup/task.ts'

/** Processes of a server load only what they need, since one starts for most pictures. */
export const runCli = async (words: string[]): Promise<void> => {
  if (words[0] === 'images') return (await import('./images.ts')).serveImageJobs()
  if (words[0] === taskCommand) return (await import('./task.ts')).executeTask()
  return (await import('./program.ts')).runProgram(words)
}
