import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { blocksOf } from './markdown.ts'
import { freePort } from './ports.ts'
import { answers, untilReady } from './readiness.ts'
import { findTool, toolPath } from './tools.ts'

/** nginx and Caddy in front of a server, with the configurations of `src/cli/README.md` and with plainer ones. */

export interface Proxies {
  /** By the name of the configuration. */
  urls: Record<string, string>
  end(): Promise<void>
}

const readmeBlock = async (language: string): Promise<string> => {
  const blocks = blocksOf(await Bun.file(new URL('../../src/cli/README.md', import.meta.url).pathname).text())
  const texts = blocks.filter(block => block.language === language).map(({ text }) => text)
  const [text] = texts
  if (text === undefined || texts.length > 1) throw new Error(`There is not one ${language} block.`)
  return text
}

/** Puts other text in the place of some that has to be there. */
const replaced = (text: string, changes: readonly (readonly [string | RegExp, string])[]): string =>
  changes.reduce((before, [from, to]) => {
    const after = before.replace(from, to)
    if (after === before) throw new Error(`The configuration has no ${from}.`)
    return after
  }, text)

const webSocketLines = `proxy_http_version 1.1;
  proxy_set_header Upgrade $http_upgrade;
  proxy_set_header Connection "upgrade";`

/** Servers of nginx beside that of the README, by what is in their `location /`. */
const plainServers: Record<string, string> = {
  'nginx, plain': '',
  'nginx, the usual WebSocket lines': webSocketLines,
  'nginx, unbuffered': 'proxy_request_buffering off; proxy_http_version 1.1;',
}

const nginxConfiguration = async (folder: string, upstream: string, ports: Record<string, number>) => {
  const readme = replaced(await readmeBlock('nginx'), [
    ['127.0.0.1:8000', upstream],
    ['listen 443 ssl http2;', `listen 127.0.0.1:${ports['nginx, as documented']};`],
    [/ssl_certificate .*;/, ''],
    [/ssl_certificate_key .*;/, ''],
  ])
  const plain = Object.entries(plainServers).map(
    ([name, lines]) => `server { listen 127.0.0.1:${ports[name]}; client_max_body_size 64m;
  location / { proxy_pass http://${upstream}; ${lines} } }`,
  )
  const folders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  const temporary = folders.map(name => `${name}_temp_path ${join(folder, name)};`)
  return `daemon off; master_process off; pid ${join(folder, 'pid')}; error_log ${join(folder, 'log')};
events {}
http { access_log off; ${temporary.join(' ')}
${[readme, ...plain].join('\n')} }`
}

const caddyConfiguration = async (upstream: string, port: number) => {
  const readme = replaced(await readmeBlock('caddyfile'), [
    ['127.0.0.1:8000', upstream],
    ['api.example.com', `http://127.0.0.1:${port}`],
  ])
  return `{\n\tadmin off\n}\n${readme}`
}

/** Starts both in front of the server, each configuration at a port of its own. */
export const startProxies = async (server: string, folder: string): Promise<Proxies> => {
  const upstream = new URL(server).host
  const names = ['nginx, as documented', ...Object.keys(plainServers), 'Caddy, as documented']
  const ports: Record<string, number> = {}
  for (const name of names) ports[name] = freePort()
  mkdirSync(folder, { recursive: true })
  const [nginxFile, caddyFile] = [join(folder, 'nginx.conf'), join(folder, 'Caddyfile')]
  writeFileSync(nginxFile, await nginxConfiguration(folder, upstream, ports))
  writeFileSync(caddyFile, await caddyConfiguration(upstream, ports['Caddy, as documented'] ?? 0))
  const log = join(folder, 'errors')
  const spawn = (command: string[]) =>
    Bun.spawn(command, {
      env: { PATH: toolPath, HOME: folder },
      stdout: 'ignore',
      stderr: Bun.file(log),
    })
  const nginx = spawn([
    findTool('nginx') ?? 'nginx',
    '-c',
    nginxFile,
    '-p',
    folder,
    '-e',
    join(folder, 'log'),
  ])
  const caddy = spawn([findTool('caddy') ?? 'caddy', 'run', '--config', caddyFile, '--adapter', 'caddyfile'])
  const urls = Object.fromEntries(names.map(name => [name, `http://127.0.0.1:${ports[name]}`]))
  const end = async () => {
    for (const child of [nginx, caddy]) child.kill('SIGTERM')
    await Promise.all([nginx.exited, caddy.exited])
  }
  try {
    for (const [name, url] of Object.entries(urls))
      await untilReady(
        name,
        name.startsWith('nginx') ? nginx : caddy,
        () => answers(`${url}/health/live`),
        log,
      )
  } catch (error) {
    await end()
    throw error
  }
  return { urls, end }
}
