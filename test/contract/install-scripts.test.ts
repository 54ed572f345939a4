import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { create } from 'tar'
import packageJson from '../../package.json'
import { temporaryFolder } from '../support/process.ts'

setDefaultTimeout(60_000)

/**
 * Bun runs the install scripts of some hundred well-known packages unless `trustedDependencies` says otherwise, and the
 * telemetry of a dependency of swagger-ui-dist is one of them.
 */

const telemetry = '@scarf/scarf'
const version = '9.9.9'

let folder: ReturnType<typeof temporaryFolder>
let registry: Bun.Server<undefined>

/** A package of that name whose install script leaves a file. */
const packTelemetry = async (): Promise<Uint8Array<ArrayBuffer>> => {
  const source = join(folder.path, 'source')
  const manifest = { name: telemetry, version, scripts: { postinstall: 'echo ran > ran.txt' } }
  await Bun.write(join(source, 'package/package.json'), JSON.stringify(manifest))
  const file = join(folder.path, 'package.tgz')
  await create({ gzip: true, cwd: source, file }, ['package'])
  return Bun.file(file).bytes()
}

beforeAll(async () => {
  folder = temporaryFolder()
  const packed = await packTelemetry()
  const integrity = `sha512-${createHash('sha512').update(packed).digest('base64')}`
  registry = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: ({ url }) => {
      if (url.endsWith('.tgz')) return new Response(packed)
      const dist = { tarball: `${registry.url}package.tgz`, integrity }
      const versions = { [version]: { name: telemetry, version, hasInstallScript: true, dist } }
      return Response.json({ name: telemetry, 'dist-tags': { latest: version }, versions })
    },
  })
})
afterAll(async () => {
  await registry.stop(true)
  folder.remove()
})

/** Installs the package from the registry. @returns whether its script ran */
const install = async (name: string, settings: Record<string, unknown>): Promise<boolean> => {
  const cwd = join(folder.path, name)
  await Bun.write(
    join(cwd, 'package.json'),
    JSON.stringify({ name, ...settings, dependencies: { [telemetry]: version } }),
  )
  const child = Bun.spawn([process.execPath, 'install', '--no-summary'], {
    cwd,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: folder.path,
      BUN_CONFIG_REGISTRY: registry.url.href,
      BUN_INSTALL_CACHE_DIR: join(folder.path, 'cache'),
    },
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const [exitCode, err] = [await child.exited, await new Response(child.stderr).text()]
  expect([exitCode, err]).toEqual([0, expect.any(String)])
  expect(existsSync(join(cwd, `node_modules/${telemetry}/package.json`))).toBe(true)
  return existsSync(join(cwd, `node_modules/${telemetry}/ran.txt`))
}

describe('the install scripts of packages', () => {
  test('run where a project trusts the package, so that the next test can fail', async () => {
    expect(await install('trusting', { trustedDependencies: [telemetry] })).toBe(true)
  })

  test('never run with the settings of the project', async () => {
    const { trustedDependencies } = packageJson
    expect(await install('project', { trustedDependencies })).toBe(false)
  })

  test('are blocked in this tree, although Bun trusts the package by itself', async () => {
    const ask = (word: string) => Bun.spawnSync([process.execPath, 'pm', word]).stdout.toString()
    expect(ask('default-trusted')).toContain(telemetry)
    expect(ask('untrusted')).toContain(telemetry)
  })

  test('are in one package of the tree, which the README names', async () => {
    const found: string[] = []
    for await (const path of new Bun.Glob('**/package.json').scan({
      cwd: 'node_modules',
      followSymlinks: false,
    })) {
      const { name, scripts = {} } = await Bun.file(join('node_modules', path)).json()
      const isPackage = path === `${name}/package.json` || path.endsWith(`/node_modules/${name}/package.json`)
      const hooks = ['preinstall', 'install', 'postinstall'].filter(hook => hook in scripts)
      if (isPackage && hooks.length > 0) found.push(name)
    }
    expect(found).toEqual([telemetry])
    expect(await Bun.file('src/cli/README.md').text()).toContain(telemetry)
  })
})
