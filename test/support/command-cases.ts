/** What each command says and how it ends. The table in src/cli/README.md is made of this; `…` stands for any text. */
export interface CommandCase {
  command: string
  /** What is special about the situation; it completes "when …". */
  when: string
  code: 0 | 1 | 2 | 3
  /** A line of its output. */
  says: string
}

export const commandCases: readonly CommandCase[] = [
  { command: 'serve', when: 'it is stopped with SIGTERM', code: 0, says: '…"listening"…' },
  {
    command: 'serve',
    when: 'a setting is wrong',
    code: 1,
    says: 'PORT must be a whole number from 0 to 65535, not "http".',
  },
  {
    command: 'serve',
    when: 'HOST is a name without an address',
    code: 1,
    says: 'HOST is "…", a name without an address. Set it to an address of this machine, such as 0.0.0.0 for all of them.',
  },
  {
    command: 'serve',
    when: 'another process uses the data folder',
    code: 1,
    says: 'The data folder "…" is used by another Chayenity process. Stop that one, or set DATA_DIR to another folder.',
  },
  {
    command: 'serve',
    when: 'a newer version wrote the data',
    code: 1,
    says: 'The data was written by Chayenity 9.8.7 (schema 999); this is …, which knows schema …. Start 9.8.7 or a newer version.',
  },
  {
    command: 'serve',
    when: 'the database cannot be read',
    code: 1,
    says: 'The database in "…" cannot be opened (…). Restore it from a backup, or set DATA_DIR to another folder.',
  },
  {
    command: 'serve',
    when: 'the database has something that no version makes, such as a trigger',
    code: 1,
    says: 'The database "…" has another schema than its version. The database has the trigger "…", which is not part of its schema. "chayenity check" lists all differences, and "chayenity repair --apply" takes its rows into a new database.',
  },
  {
    command: 'serve',
    when: 'the folder has no database, but other files',
    code: 1,
    says: 'The data folder "…" has no database, but holds "…". Set DATA_DIR to an empty folder, or restore a backup.',
  },
  {
    command: 'serve',
    when: 'DATABASE_URL is set without REDIS_URL and COPIES=1',
    code: 1,
    says: 'DATABASE_URL requires REDIS_URL, through which copies hear each other, or COPIES=1.',
  },
  {
    command: 'serve',
    when: 'PostgreSQL cannot be reached',
    code: 1,
    says: 'The PostgreSQL server "127.0.0.1:1" of DATABASE_URL cannot be reached (…). Start it, or correct DATABASE_URL.',
  },
  {
    command: 'serve',
    when: 'DATABASE_URL is set and the folder has a database',
    code: 1,
    says: 'The data folder "…" has a database of its own, which DATABASE_URL would leave aside. Set DATA_DIR to another folder, or unset DATABASE_URL.',
  },
  {
    command: 'demo',
    when: 'DATABASE_URL is set',
    code: 1,
    says: 'A demo has worlds and checkpoints, which need SQLite. Unset DATABASE_URL; "seed" makes example data in PostgreSQL.',
  },
  {
    command: 'backup',
    when: 'DATABASE_URL is set',
    code: 1,
    says: 'DATABASE_URL is set, and this command is for SQLite. Use pg_dump and pg_restore, and copy DATA_DIR or the bucket with its own tools; "chayenity export" writes all of it into one file.',
  },
  {
    command: 'demo',
    when: 'the folder holds real data',
    code: 1,
    says: 'The data folder "…" holds the real data of "chayenity serve". Set DATA_DIR to another folder, or add --adopt to make a demo of it, with example people beside the real ones.',
  },
  {
    command: 'backup',
    when: 'all is well',
    code: 0,
    says: 'Backed up and verified: … rows, … files, schema ….',
  },
  {
    command: 'backup',
    when: 'the file exists',
    code: 1,
    says: '"…" exists already. Choose another name.',
  },
  {
    command: 'backup',
    when: 'there is no database',
    code: 1,
    says: 'There is no database in "…". Set DATA_DIR to the folder of the server.',
  },
  {
    command: 'backup',
    when: 'the database cannot be read',
    code: 2,
    says: 'The database cannot be read (…). Restore a backup.',
  },
  {
    command: 'backup',
    when: 'data is damaged; the backup has it as it is',
    code: 3,
    says: 'The file … is missing.',
  },
  {
    command: 'restore',
    when: 'all is well',
    code: 0,
    says: 'Restored into "…": the state of …, schema ….',
  },
  {
    command: 'restore',
    when: 'the data folder is not empty',
    code: 1,
    says: 'The data folder "…" is not empty. Set DATA_DIR to another folder, or use --force to move its content aside.',
  },
  {
    command: 'restore',
    when: 'there is no such file',
    code: 1,
    says: 'There is no file "…".',
  },
  {
    command: 'restore',
    when: 'the backup is encrypted',
    code: 1,
    says: 'The backup is encrypted. Add --identity FILE with the private key of age.',
  },
  {
    command: 'restore',
    when: 'the file is an export',
    code: 1,
    says: 'This is an export and no backup: "chayenity import" reads it.',
  },
  {
    command: 'restore',
    when: 'a newer version made the backup',
    code: 1,
    says: 'The backup was made by Chayenity 9.8.7 (schema 999). This version knows schema …: use 9.8.7 or a newer one.',
  },
  {
    command: 'restore',
    when: 'the archive is not what was backed up',
    code: 2,
    says: 'The archive cannot be unpacked: ….',
  },
  {
    command: 'restore',
    when: 'the data was damaged when it was backed up; it is restored as it is',
    code: 3,
    says: 'The data was damaged when it was backed up. "chayenity repair" says what can be done:',
  },
  {
    command: 'restore',
    when: 'the database has something that no version makes, such as a trigger',
    code: 2,
    says: 'The database has the trigger "…", which is not part of its schema.',
  },
  { command: 'check', when: 'all is well', code: 0, says: 'All is well: … rows, … files, schema ….' },
  { command: 'check', when: 'something is damaged', code: 2, says: 'The file … is missing.' },
  { command: 'check', when: 'a page is damaged', code: 2, says: 'The database cannot be read (…).' },
  { command: 'repair', when: 'all is well', code: 0, says: 'There is nothing to repair.' },
  { command: 'repair', when: 'there is something to repair', code: 2, says: 'A repair would mend:' },
  {
    command: 'repair --apply',
    when: 'a server runs',
    code: 1,
    says: 'The data folder "…" is used by another Chayenity process. Stop that one, or set DATA_DIR to another folder.',
  },
  { command: 'repair --apply', when: 'everything could be repaired', code: 0, says: 'Repaired:' },
  {
    command: 'repair --apply',
    when: 'something stays, such as money',
    code: 2,
    says: 'A repair changes nothing about this, because the right state is not known:',
  },
  {
    command: 'repair',
    when: 'a table cannot be read in full',
    code: 2,
    says: 'The table … cannot be read in full (…): only a backup has its rows.',
  },
  {
    command: 'export',
    when: 'all is well',
    code: 0,
    says: 'Exported and verified: … rows, … pictures.',
  },
  { command: 'export', when: 'the file exists', code: 1, says: '"…" exists already. Choose another name.' },
  {
    command: 'export',
    when: 'there is no database',
    code: 1,
    says: 'There is no database in "…". Set DATA_DIR to the folder of the server.',
  },
  {
    command: 'export',
    when: 'the data contradicts itself',
    code: 2,
    says: 'Payments and their ledger entries do not agree: ….',
  },
  {
    command: 'export',
    when: 'a picture is missing; the export is made without it',
    code: 3,
    says: 'The file … is missing.',
  },
  {
    command: 'import',
    when: 'all is well',
    code: 0,
    says: 'Imported into "…": the state of …, … rows, … pictures.',
  },
  { command: 'import', when: 'there is no such file', code: 1, says: 'There is no file "…".' },
  {
    command: 'import',
    when: 'the store is not empty',
    code: 1,
    says: 'The data folder "…" has a marketplace already, and an import fills an empty one. Set DATA_DIR to another folder.',
  },
  {
    command: 'import',
    when: 'the file is a backup',
    code: 1,
    says: 'This is a backup and no export: "chayenity restore" reads it.',
  },
  {
    command: 'import',
    when: 'a newer version made the export',
    code: 1,
    says: 'The export was made by Chayenity 9.8.7 (format 2). This version knows format 1: use 9.8.7 or a newer one.',
  },
  {
    command: 'import',
    when: 'the archive is not what was exported',
    code: 2,
    says: 'The archive cannot be unpacked: ….',
  },
  {
    command: 'import',
    when: 'pictures were damaged when they were exported',
    code: 3,
    says: 'Some pictures were damaged when they were exported:',
  },
  { command: 'user list', when: 'all is well', code: 0, says: '… accounts' },
  {
    command: 'user verify',
    when: 'there is no such account',
    code: 1,
    says: 'There is no account with the e-mail nobody@example.com.',
  },
  {
    command: 'user disable',
    when: 'no reason is given',
    code: 1,
    says: "error: required option '--reason <text>' not specified",
  },
  {
    command: 'user create',
    when: 'the address has an account',
    code: 1,
    says: 'This e-mail is registered already.',
  },
  {
    command: 'operator create',
    when: 'all is well',
    code: 0,
    says: 'Open this link within 15 minutes. It can be used once.',
  },
  {
    command: 'operator link',
    when: 'there is no such operator',
    code: 1,
    says: 'There is no operator with the e-mail nobody@example.com.',
  },
  {
    command: 'ops user.verify',
    when: 'there is no such person',
    code: 1,
    says: 'There is nothing here.',
  },
  {
    command: 'ops user.set-password',
    when: 'a password is an argument',
    code: 1,
    says: "error: required option '--password-stdin' not specified",
  },
  { command: 'health', when: 'the server works', code: 0, says: '{"status":"ok",…' },
  { command: 'health', when: 'no server answers', code: 1, says: 'No server answers at ….' },
  { command: 'doctor', when: 'a setting is wrong', code: 1, says: '1 problem, 0 warnings.' },
  { command: 'seed', when: 'it has filled an empty folder', code: 0, says: '…' },
  {
    command: 'seed --from',
    when: 'the file is wrong',
    code: 1,
    says: '"…": people[0].full_name: Is missing.',
  },
  { command: 'seed --from', when: 'there is no such file', code: 1, says: 'There is no file "…".' },
  {
    command: 'seed --from',
    when: 'the folder has people',
    code: 1,
    says: '"…" has people already, and --from fills an empty folder. Add --fresh to delete the data of a demo, or set DATA_DIR to another folder.',
  },
  { command: 'world save', when: 'all is well', code: 0, says: 'Saved the world of "…" to "…".' },
  {
    command: 'world save',
    when: 'the folder holds real data',
    code: 1,
    says: '"…" is not the folder of a demo. Only the world of a demo is saved, because real data is of real people.',
  },
  {
    command: 'world save',
    when: 'the file exists',
    code: 1,
    says: '"…" exists already. Choose another name, or add --force.',
  },
  { command: 'world schema', when: 'it is asked', code: 0, says: '…"title": "A world of Chayenity",' },
  { command: 'openapi', when: 'it is asked', code: 0, says: '{…' },
  { command: 'licenses', when: 'it is asked', code: 0, says: 'elysia …' },
  { command: 'version', when: 'it is asked', code: 0, says: '…' },
  { command: 'fly', when: 'there is no such command', code: 1, says: "error: unknown command 'fly'" },
]

const start = '<!-- commands: made by test/support/command-cases.ts -->'
const end = '<!-- end of commands -->'

const table = (): string =>
  [
    start,
    '| command | when | code | says |',
    '|---|---|---|---|',
    ...commandCases.map(
      ({ command, when, code, says }) => `| \`${command}\` | ${when} | ${code} | ${says} |`,
    ),
    end,
  ].join('\n')

export const withCommandTable = (page: string): string => {
  const [from, to] = [page.indexOf(start), page.indexOf(end)]
  if (from < 0 || to < 0) throw new Error('The page has no table of commands.')
  return page.slice(0, from) + table() + page.slice(to + end.length)
}

if (import.meta.main) {
  const page = 'src/cli/README.md'
  await Bun.write(page, withCommandTable(await Bun.file(page).text()))
}
