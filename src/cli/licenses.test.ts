import { expect, test } from 'bun:test'
import { isIPv4 } from 'node:net'
import { runHere } from '../../test/support/command-here.ts'
import { readNativeLibraries } from './installed-packages.ts'
import { findLanAddress } from './lan.ts'
import { printLicenses } from './licenses.ts'

test('the licences stand in columns by the names of what is released, with the libraries and Bun', async () => {
  const { out } = await runHere({}, () => printLicenses({}))
  const rows = out
    .trimEnd()
    .split('\n')
    .map(line => /^(\S+) +(\S*) {2,}(\S.*)$/.exec(line) ?? [])
  const names = rows.map(([, name = '']) => name)
  expect(names).toEqual(names.toSorted())
  expect(names).toEqual(expect.arrayContaining(['bun', 'elysia', 'sharp']))
  for (const name of ['typescript', '@biomejs/biome']) expect(names).not.toContain(name)
  const columns = out
    .trimEnd()
    .split('\n')
    .map((line, at) => line.length - (rows[at]?.[3]?.length ?? 0))
  expect(new Set(columns).size).toBe(1)
  const longest = out
    .split('\n')
    .find(line => line.startsWith(`${names.toSorted((a, b) => b.length - a.length)[0]} `))
  expect(longest).toMatch(/^\S+ {2}\S/)
  expect(rows.find(([, name]) => name === 'bun')?.slice(2)).toEqual([
    Bun.version,
    'MIT, with libraries under LGPL-2.1 and others',
  ])
})

test('the texts of the licences stand under what they are of, apart from each other', async () => {
  const { out } = await runHere({}, () => printLicenses({ texts: true }))
  const parts = out.split(`\n\n${'-'.repeat(80)}\n\n`)
  const heads = parts.map(part => part.split('\n')[0] ?? '')
  expect(heads.every(head => /^(@[\w.-]+\/)?[\w.-]+@\d\S*: \S/.test(head))).toBe(true)
  expect(heads).toEqual(heads.toSorted())
  expect(heads.some(head => head.startsWith('typescript@'))).toBe(false)
  const elysia = parts.find(part => part.startsWith('elysia@')) ?? ''
  expect(elysia).toMatch(/^elysia@\S+: MIT\n\n/)
  expect(elysia).toContain('Permission is hereby granted')
  expect(out).toEndWith('\n')
})

test('the libraries of the picture decoder are known with their versions and licences', async () => {
  const libraries = await readNativeLibraries()
  expect(libraries.length).toBeGreaterThan(10)
  const vips = libraries.find(({ name }) => name.endsWith('vips'))
  expect(vips?.version).toMatch(/^\d+\.\d+/)
  expect(vips?.license).toContain('LGPL')
  expect(libraries.filter(({ version }) => version !== null).length).toBeGreaterThan(libraries.length / 2)
  for (const { license } of libraries) expect(license).not.toMatch(/[[\]|]/)
})

test('the address of this machine in a network is one that other machines can reach', () => {
  const address = findLanAddress()
  expect(address === null || (isIPv4(address) && !address.startsWith('127.'))).toBe(true)
})
