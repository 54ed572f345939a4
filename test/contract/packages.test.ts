import { describe, expect, setDefaultTimeout, test } from 'bun:test'
import packageJson from '../../package.json'
import { createSbom } from '../../scripts/sbom.ts'
import { readInstalledPackages } from '../../src/cli/installed-packages.ts'
import { runToEnd } from '../support/process.ts'

setDefaultTimeout(60_000)

const idsOf = (packages: { name: string; version: string }[]) =>
  packages.map(({ name, version }) => `${name}@${version}`)

describe('the list of packages', () => {
  test('has every dependency of the project in its pinned version, and knows which are for development', async () => {
    const packages = await readInstalledPackages()
    const pinned = (of: Record<string, string>) =>
      Object.entries(of).map(([name, version]) => `${name}@${version}`)
    const released = idsOf(packages.filter(({ isDevelopment }) => !isDevelopment))
    const others = idsOf(packages.filter(({ isDevelopment }) => isDevelopment))
    expect(released).toEqual(expect.arrayContaining(pinned(packageJson.dependencies)))
    expect(others).toEqual(expect.arrayContaining(pinned(packageJson.devDependencies)))
  })

  test('has both copies of a package that is there in two versions', async () => {
    const found = (await readInstalledPackages()).filter(({ name }) => name === 'sonic-boom')
    expect(found.length).toBe(2)
  })

  test('tells the licence and the hash of each package', async () => {
    const packages = await readInstalledPackages()
    const bare = packages.filter(({ license, sha512 }) => license === 'unknown' || sha512.length !== 88)
    expect(idsOf(bare)).toEqual([])
  })
})

describe('the bill of materials', () => {
  test('names every package once with a purl, a hash and a licence, and is the same each time', async () => {
    const sbom = await createSbom()
    expect(await createSbom()).toEqual(sbom)
    const packages = await readInstalledPackages()
    const purls = sbom.components.map(({ purl }) => purl)
    expect(new Set(purls).size).toBe(packages.length + 1)
    expect(purls).toContain('pkg:npm/%40img/colour@1.1.0')
    const sharp = sbom.components.find(({ purl }) => purl.startsWith('pkg:npm/sharp@'))
    expect(sharp).toMatchObject({
      type: 'library',
      scope: 'required',
      licenses: [{ license: { id: 'Apache-2.0' } }],
      hashes: [{ alg: 'SHA-512', content: expect.stringMatching(/^[0-9a-f]{128}$/) }],
    })
  })

  test('refers in its dependencies only to what it names', async () => {
    const { components, dependencies } = await createSbom()
    const purls = new Set(components.map(({ purl }) => purl))
    const named = dependencies.flatMap(({ ref, dependsOn }) => [ref, ...dependsOn])
    expect(named.filter(purl => !purls.has(purl))).toEqual([])
    expect(
      dependencies.find(({ ref }) => ref.startsWith('pkg:npm/sharp@'))?.dependsOn.length,
    ).toBeGreaterThan(2)
  })
})

test('the command licenses prints name, version and licence of what is released, and of nothing else', async () => {
  const { exitCode, out } = await runToEnd(['licenses'], {})
  expect(exitCode).toBe(0)
  const columns = out.split('\n').flatMap(line => /^\S+ +(?=\d)/.exec(line)?.[0].length ?? [])
  expect(new Set(columns).size).toBe(1)
  expect(out).toMatch(/^elysia +1\.4\.30 +MIT$/m)
  expect(out).toMatch(/^libheif +\d\S+ +LGPLv3$/m)
  expect(out).toMatch(/^bun +1\.4\.5 /m)
  expect(out).not.toMatch(/^(typescript|ajv|axe-core|playwright-core) /m)
})

test('the command licenses --texts prints the text of every licence under the name of its package', async () => {
  const { exitCode, out } = await runToEnd(['licenses', '--texts'], {})
  expect(exitCode).toBe(0)
  const released = (await readInstalledPackages()).filter(({ isDevelopment }) => !isDevelopment)
  const heads = released.map(({ name, version, license }) => `${name}@${version}: ${license}`)
  const texts = new Map(
    out.split(`${'-'.repeat(80)}\n`).map(text => {
      const [head = '', ...rest] = text.trim().split('\n')
      return [head.replace(/: \((.*)\)$/, ': $1'), rest.join('\n')]
    }),
  )
  expect([...texts.keys()].sort()).toEqual(heads.sort())
  const bare = [...texts].filter(([, text]) => text.includes('no file with its text')).map(([head]) => head)
  expect(bare.map(head => head.split(/@\d/)[0]).sort()).toEqual([
    '@img/sharp-libvips-linux-x64',
    '@tokenizer/token',
    'drizzle-orm',
    'pmtiles',
    'thumbhash',
  ])
  expect(texts.get('elysia@1.4.30: MIT')).toContain('Copyright 2022 saltyAom')
  expect(Math.min(...[...texts.values()].map(text => text.trim().length))).toBeGreaterThan(30)
})
