import { Command, InvalidArgumentError } from 'commander'
import { version } from '../../package.json' with { type: 'json' }
import { demo } from './demo.ts'
import { serveImageJobs } from './images.ts'
import { printOpenApi } from './openapi.ts'
import { sentencesOf, serve } from './serve.ts'

/** Hands the words of the command line to the commands. */
export const runCli = async (words: string[]): Promise<void> => {
  const program = new Command('chayenity')
    .description('The server of a neighbourhood gig marketplace.')
    .version(version)
    .showHelpAfterError()
  program
    .command('serve', { isDefault: true })
    .description('start the server with nothing in it but your data')
    .action(() => serve('production'))
  program
    .command('demo')
    .description('start the server with example people and gigs around Bangkok')
    .option('--seed <number>', 'which world; the same number gives the same world', wholeNumber, 42)
    .action((options: { seed: number }) => demo(options.seed))
  program.command('openapi').description('print the OpenAPI document of this version').action(printOpenApi)
  program.command('images', { hidden: true }).action(serveImageJobs)
  try {
    await program.parseAsync(words, { from: 'user' })
  } catch (error) {
    const sentences = sentencesOf(error)
    if (!sentences) throw error
    for (const sentence of sentences) process.stderr.write(`${sentence}\n`)
    process.exitCode = 1
  }
}

const wholeNumber = (text: string): number => {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (Number.isNaN(value)) throw new InvalidArgumentError('It must be a whole number from 0 to 999999999.')
  return value
}
