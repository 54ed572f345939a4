import { Command, InvalidArgumentError } from 'commander'
import { version } from '../../package.json' with { type: 'json' }
import { type Behaviour, behaviours, isBehaviour } from '../dev/bots/behaviour.ts'
import type { SeedOptions } from '../dev/seed/seed.ts'
import { backUp, check, restore } from './backup.ts'
import { addCityOptions } from './city-options.ts'
import { type DemoOptions, demo } from './demo.ts'
import { serveImageJobs } from './images.ts'
import { printOpenApi } from './openapi.ts'
import { seed } from './seed.ts'
import { exitCodeOf, sentencesOf, serve } from './serve.ts'
import { addUserCommands } from './user.ts'

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
  addCityOptions(
    program
      .command('demo')
      .description('start the server with example people and gigs in it')
      .option(
        '--cast <temperament>',
        `simulated people who act: mixed, ${behaviours.join(', ')}`,
        parseBehaviour,
      )
      .option('--lan', 'listen on the network, for phones'),
  ).action((options: DemoOptions) => demo(options))
  addCityOptions(
    program
      .command('seed')
      .description('fill an empty data folder with the example world, without starting a server'),
  ).action((options: SeedOptions) => seed(options))
  program
    .command('backup <file>')
    .description(
      'back DATA_DIR up into FILE.tar.gz, or onto the standard output with -; also while a server runs',
    )
    .action(backUp)
  program
    .command('restore <file>')
    .description('put a backup in the place of DATA_DIR; - reads the standard input')
    .option('--force', 'also when DATA_DIR is not empty: what is there is moved aside')
    .action((file: string, options: { force?: true }) => restore(file, options.force ?? false))
  program
    .command('check')
    .description('look through DATA_DIR and say what is not as it must be; also while a server runs')
    .action(check)
  addUserCommands(program)
  program
    .command('version')
    .description('print the version')
    .action(() => {
      process.stdout.write(`${version}\n`)
    })
  program.command('openapi').description('print the OpenAPI document of this version').action(printOpenApi)
  program.command('images', { hidden: true }).action(serveImageJobs)
  try {
    await program.parseAsync(words, { from: 'user' })
  } catch (error) {
    const sentences = sentencesOf(error)
    if (!sentences) throw error
    for (const sentence of sentences) process.stderr.write(`${sentence}\n`)
    process.exitCode = exitCodeOf(error)
  }
}

const parseBehaviour = (text: string): Behaviour | 'mixed' => {
  if (text === 'mixed' || isBehaviour(text)) return text
  throw new InvalidArgumentError(`It must be one of mixed, ${behaviours.join(', ')}.`)
}
