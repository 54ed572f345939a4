import { chapters } from '../../src/pages/guide-chapters.ts'

/** A fenced block of a page. */
export interface Block {
  /** The first word behind the fence, such as `sh`. */
  language: string
  /** The rest behind the fence, such as `not-run`. */
  marker: string
  text: string
  /** For the message of a failure. */
  line: number
}

/** The fenced blocks of a page, in its order. */
export const blocksOf = (page: string): Block[] =>
  [...page.matchAll(/^( *)```(\S*)[ \t]*(.*)\n([\s\S]*?)^\1```$/gm)].map(match => {
    const [, indent = '', language = '', marker = '', text = ''] = match
    return {
      language,
      marker,
      text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
      line: page.slice(0, match.index).split('\n').length,
    }
  })

/** Every page for people in the repository: the READMEs, and the other chapters of the guide. */
export const pagePaths = (): string[] => [
  ...new Set([
    'README.md',
    ...[...new Bun.Glob('{src,scripts}/**/README.md').scanSync('.')].sort(),
    ...chapters.map(({ source }) => source),
  ]),
]
