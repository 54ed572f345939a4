import { expect, test } from 'bun:test'
import { Command } from 'commander'
import { addPortOption, withPort } from './port-option.ts'

const portOf = (text: string): unknown => {
  const command = addPortOption(new Command())
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
  return command.parse(['--port', text], { from: 'user' }).opts().port
}

test('--port takes every TCP port, and 0', () => {
  expect(['0', '1', '8000', '65535'].map(portOf)).toEqual([0, 1, 8000, 65_535])
  for (const text of ['65536', '-1', '80.5', '0x50', '100000', '', 'http'])
    expect(() => portOf(text)).toThrow('whole number from 0 to 65535')
})

test('--port wins over PORT', () => {
  expect(withPort({ PORT: '1', HOST: 'a' }, 2)).toEqual({ PORT: '2', HOST: 'a' })
  expect(withPort({ PORT: '1' }, undefined)).toEqual({ PORT: '1' })
})
