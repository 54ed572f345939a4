import type { Command } from 'commander'

export const addWorldCommands = (program: Command): void => {
  const world = program
    .command('world')
    .description('save the world of a demo to a file, for a colleague or a test')
  world
    .command('save <file>')
    .description(
      'write people, gigs, chats, payments and reviews of the demo in DATA_DIR to FILE.json, without secrets; also while it runs',
    )
    .option('--force', 'also when the file exists')
    .action(async (file: string, options: { force?: boolean }) =>
      (await import('./world-file.ts')).saveWorld(file, options),
    )
  world
    .command('schema')
    .description('print the JSON Schema of a world file, for an editor')
    .action(async () => (await import('./world-file.ts')).printWorldSchema())
}
