import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { blocksOf } from '../support/markdown.ts'
import { type ServerProcess, startProcess, temporaryFolder } from '../support/process.ts'
import { requireTools } from '../support/tools.ts'

const root = new URL('../..', import.meta.url).pathname
const read = (path: string) => Bun.file(join(root, path)).text()

const folder = temporaryFolder()
let server: ServerProcess
let metrics: string
beforeAll(async () => {
  requireTools(import.meta.path)
  server = await startProcess(['serve'], { DATA_DIR: join(folder.path, 'data') })
  for (const path of ['/api/gigs', '/health', '/nothing']) await fetch(server.url + path)
  metrics = await (await fetch(`${server.url}/metrics`)).text()
})
afterAll(async () => {
  await server?.end('SIGTERM')
  folder.remove()
})

/** Runs a tool to its end; both outputs together. */
const run = async (command: string[], input = '') => {
  const child = Bun.spawn(command, { cwd: root, stdin: Buffer.from(input), stdout: 'pipe', stderr: 'pipe' })
  const [out, err] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()])
  return { exitCode: await child.exited, text: out + err }
}

describe('the metrics', () => {
  test('are without a finding of promtool', async () => {
    expect(await run(['promtool', 'check', 'metrics'], metrics)).toEqual({ exitCode: 0, text: '' })
  })

  test('have everything that the alerts and the dashboard read', async () => {
    const texts = await Promise.all(
      ['alerts.yml', 'dashboard.json'].map(name => read(`scripts/monitoring/${name}`)),
    )
    const named = new Set(texts.join('\n').match(/\b(chayenity|process|nodejs)_[a-z_]+/g))
    expect(named.size).toBeGreaterThan(15)
    const missing = [...named].filter(name => !new RegExp(`^${name}[ {]`, 'm').test(metrics))
    // With REDIS_URL alone; test/e2e/cluster.slow.ts reads it.
    expect(missing).toEqual(['chayenity_redis_connected'])
  })
})

describe('the rules of alerts', () => {
  test('are valid, and fire when they should and at no other time', async () => {
    expect((await run(['promtool', 'check', 'rules', 'scripts/monitoring/alerts.yml'])).text).toContain(
      'SUCCESS',
    )
    const tried = await run(['promtool', 'test', 'rules', 'scripts/monitoring/alerts.test.yml'])
    expect(tried).toEqual({ exitCode: 0, text: expect.stringContaining('SUCCESS') })
  })

  test('are each tried', async () => {
    const [rules, trials] = await Promise.all(
      ['alerts.yml', 'alerts.test.yml'].map(name => read(`scripts/monitoring/${name}`)),
    )
    const names = [...(rules ?? '').matchAll(/alert: (\w+)/g)].map(([, name]) => name)
    const tried = new Set([...(trials ?? '').matchAll(/alertname(?:="|: )(\w+)/g)].map(([, name]) => name))
    expect(names.filter(name => !tried.has(name))).toEqual([])
  })

  test('are read by the configuration of Prometheus', async () => {
    const { text } = await run([
      'promtool',
      'check',
      'config',
      '--syntax-only',
      'scripts/monitoring/prometheus.yml',
    ])
    expect(text).toContain('is valid prometheus config file syntax')
  })
})

test('hadolint finds nothing in the Dockerfile', async () => {
  expect(await run(['hadolint', '--no-color', 'Dockerfile'])).toEqual({ exitCode: 0, text: '' })
})

test('the unit of systemd reaches 2.0 or better', async () => {
  const units = blocksOf(await read('src/cli/README.md')).filter(({ language }) => language === 'ini')
  expect(units).toHaveLength(1)
  const unit = join(folder.path, 'chayenity.service')
  writeFileSync(unit, units[0]?.text ?? '')
  const { exitCode, text } = await run([
    'systemd-analyze',
    'security',
    '--offline=true',
    '--no-pager',
    '--threshold=20',
    unit,
  ])
  expect([exitCode, /exposure level .*$/m.exec(text)?.[0]]).toEqual([0, expect.stringContaining(' OK ')])
})
