import { expect, test } from 'bun:test'
import { settings } from '../config.ts'
import { settingsHelp } from './settings-help.ts'

test('the help says every setting, each below the other, with the default of its mode', () => {
  const longest = Math.max(...Object.values(settings).map(({ variable }) => variable.length))
  for (const mode of ['production', 'demo'] as const) {
    const [, , ...lines] = settingsHelp(mode).split('\n')
    expect(lines.map(line => line.slice(0, longest + 4).trim())).toEqual(
      Object.values(settings).map(({ variable }) => variable),
    )
    expect(lines.every(line => /^ {2}\w+ {2,}\S/.test(line) && !line.includes('`'))).toBe(true)
  }
  expect(settingsHelp('production')).toMatch(/ RATE_LIMIT .*Default: on\.$/m)
  expect(settingsHelp('demo')).toMatch(/ RATE_LIMIT .*Default: off\.$/m)
  expect(settingsHelp('production')).toMatch(/ HOST .*::1\.$/m)
})
