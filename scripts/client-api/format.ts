import { $ } from 'bun'

/** The text as the linter wants it. @param path where it will be */
export const format = (text: string, path: string): Promise<string> =>
  $`${process.execPath} x --no-install biome format --stdin-file-path=${path} < ${new Response(text)}`.text()
