import { Command, InvalidArgumentError } from 'commander'
import { type Behaviour, behaviours, isBehaviour } from '../dev/bots/behaviour.ts'
import { serverVersion } from '../version.ts'
import { addCityOptions } from './city-options.ts'
import { exitCodeOf, messagesOf } from './command-errors.ts'
import type { DemoOptions } from './demo.ts'
import type { ExampleDataOptions } from './example-data.ts'
import { endWithReader, print } from './output.ts'
import { addPortOption, withPort } from './port-option.ts'
import { settingsHelp } from './settings-help.ts'
import { addWorldCommands } from './world-commands.ts'

interface RestoreOptions {
  force?: boolean
  keepSessions?: boolean
  identity?: string
}

/** The module of the command is loaded then, since a server needs few of them. */
export const runProgram = async (words: string[]): Promise<void> => {
  endWithReader()
  const program = new Command('chayenity')
    .description('The server of a neighbourhood gig marketplace.')
    .version(serverVersion)
    .showHelpAfterError('--help lists the commands, options and settings.')
    .addHelpText('after', settingsHelp('production'))
  addServerCommands(program)
  program
    .command('backup <file>')
    .description(
      'back up DATA_DIR to FILE.tar.gz, or to the standard output with -; also while a server runs',
    )
    .action(async (file: string) => (await import('./backup.ts')).backUp(file))
  program
    .command('restore <file>')
    .description(
      'replace DATA_DIR with a backup: a file, s3://BUCKET/NAME, the newest in s3://BUCKET/FOLDER/, or - for the standard input',
    )
    .option('--identity <file>', 'the private key of age with which an encrypted backup is read')
    .option('--force', 'also when DATA_DIR is not empty: its content is moved aside')
    .option('--keep-sessions', 'leave the sessions of the backup open')
    .action(async (file: string, { force = false, keepSessions = false, identity }: RestoreOptions) =>
      (await import('./restore.ts')).restore(file, {
        force,
        keepSessions,
        ...(identity !== undefined && { identity }),
      }),
    )
  program
    .command('check')
    .description('verify DATA_DIR and list every problem; also while a server runs')
    .action(async () => (await import('./backup.ts')).check())
  program
    .command('repair')
    .description('say what a repair of DATA_DIR would do; also while a server runs')
    .option('--apply', 'do it, while no server runs')
    .action(async (options: { apply?: boolean }) => (await import('./repair.ts')).repair(options))
  addMoveCommands(program)
  if (!startsServer(words)) await addOperatorCommands(program)
  addWorldCommands(program)
  addPortOption(
    program.command('health').description('ask the server on this machine whether it works'),
    'ask the server on this port, in place of PORT',
  ).action(async ({ port }: { port?: number }) => (await import('./health.ts')).health(port))
  program
    .command('doctor')
    .description(
      'say what is wrong with settings, disk, clock, certificate, PostgreSQL, Redis, bucket, proxy and backups',
    )
    .action(async () => (await import('./doctor.ts')).doctor())
  program
    .command('version')
    .description('print the version')
    .action(() => {
      print(serverVersion)
    })
  program
    .command('openapi')
    .description('print the OpenAPI document of this version')
    .action(async () => (await import('./openapi.ts')).printOpenApi())
  program
    .command('licenses')
    .description('print name, version and licence of every package in the server')
    .option('--texts', 'print the texts of the licences instead')
    .action(async (options: { texts?: boolean }) => (await import('./licenses.ts')).printLicenses(options))
  refuseUnknownCommand(program, words[0] === 'help' ? words[1] : words[0])
  try {
    await program.parseAsync(words, { from: 'user' })
  } catch (error) {
    const messages = messagesOf(error)
    if (!messages) throw error
    for (const message of messages) process.stderr.write(`${message}\n`)
    process.exitCode = exitCodeOf(error)
  }
}

/** Commander takes an unknown command as an argument of the default one, and complains about that. */
const refuseUnknownCommand = (program: Command, word: string | undefined): void => {
  if (!word || word.startsWith('-') || word === 'help') return
  if (!program.commands.some(command => command.name() === word))
    program.error(`error: unknown command '${word}'`, { code: 'commander.unknownCommand' })
}

/** A server that starts needs no other command, and these load everything that an operator can do. */
const startsServer = ([word]: string[]): boolean => word === undefined || word === 'serve' || word === 'demo'

const addOperatorCommands = async (program: Command): Promise<void> => {
  const [{ addUserCommands }, { addDeskCommands }] = await Promise.all([
    import('./user.ts'),
    import('./desk.ts'),
  ])
  addUserCommands(program)
  addDeskCommands(program)
}

const addMoveCommands = (program: Command): void => {
  program
    .command('export <file>')
    .description('write the whole marketplace to FILE.tar.gz, for another engine; also while a server runs')
    .action(async (file: string) => (await import('./move.ts')).exportTo(file))
  program
    .command('import <file>')
    .description('fill an empty store with an export, or change nothing')
    .action(async (file: string) => (await import('./move.ts')).importFrom(file))
}

const addServerCommands = (program: Command): void => {
  addPortOption(
    program
      .command('serve', { isDefault: true })
      .description('start the server with your data only')
      .option('--adopt', 'use the data folder of a demo, as real data from now on'),
  )
    .addHelpText('after', settingsHelp('production'))
    .action(async ({ port, adopt }: { port?: number; adopt?: boolean }) => {
      const { serve } = await import('./serve.ts')
      await serve('production', { environment: withPort(process.env, port), adopt: adopt ?? false })
    })
  addCityOptions(
    addPortOption(
      program
        .command('demo')
        .description('start the server with example people and gigs in it')
        .option(
          '--cast <behaviour>',
          `simulated people who act: mixed, ${behaviours.join(', ')}`,
          parseBehaviour,
        )
        .option('--lan', 'listen on the network, for phones')
        .option(
          '--until-input-ends',
          'stop when the standard input ends, as when the program that started it does',
        ),
    ),
  )
    .addHelpText('after', settingsHelp('demo'))
    .action(async (options: DemoOptions, command: Command) => {
      const [{ demo }, { writtenOptions }] = await Promise.all([
        import('./demo.ts'),
        import('./example-data.ts'),
      ])
      await demo(options, writtenOptions(command))
    })
  addCityOptions(
    program
      .command('seed')
      .description('fill an empty data folder with the example world, without starting a server'),
  ).action(async (options: ExampleDataOptions, command: Command) => {
    const [{ seed }, { writtenOptions }] = await Promise.all([
      import('./seed.ts'),
      import('./example-data.ts'),
    ])
    await seed(options, writtenOptions(command))
  })
}

const parseBehaviour = (text: string): Behaviour | 'mixed' => {
  if (text === 'mixed' || isBehaviour(text)) return text
  throw new InvalidArgumentError(`It must be one of mixed, ${behaviours.join(', ')}.`)
}
