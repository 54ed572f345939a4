import { join } from 'node:path'
import { freePort } from '../../test/support/ports.ts'
import { cpuPerRequest, runWrk } from './load.ts'
import { joinBench, makeThumbnail } from './people.ts'
import { root, type Server, startPinned, startProduct, temporaryFolder } from './processes.ts'
import { interleave, report } from './report.ts'

/**
 * Pictures: a small variant that has been made already against nginx with the same bytes on the disk, each on the
 * server's core; and an upload with its variants against sharp used in the simplest way, on all cores.
 */

const seconds = 2
const rounds = 5

const configOf = (folder: string, port: number) => `
daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/error.log;
events { worker_connections 1024; }
http {
  types { image/webp webp; }
  sendfile on; tcp_nopush on; keepalive_requests 1000000000; access_log off;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  server {
    listen 127.0.0.1:${port}; root ${folder};
    location = /logged.webp { access_log ${folder}/access.log; }
  }
}`

const startNginx = async (nginx: string, folder: string, thumbnail: Uint8Array): Promise<Server> => {
  const port = freePort()
  for (const name of ['plain.webp', 'logged.webp']) await Bun.write(join(folder, name), thumbnail)
  await Bun.write(join(folder, 'nginx.conf'), configOf(folder, port))
  const url = `http://127.0.0.1:${port}`
  // It says nothing by itself; the shell gives its place to it.
  const start = `echo ${url}; exec ${nginx} -p ${folder} -e ${folder}/error.log -c ${folder}/nginx.conf`
  const server = await startPinned(['sh', '-c', start])
  for (let tries = 0; tries < 100; tries += 1) {
    if (await fetch(`${url}/plain.webp`).catch(() => null)) return server
    await Bun.sleep(20)
  }
  await server.stop()
  throw new Error('nginx did not start.')
}

const runPictures = async (way: 'product' | 'naive', folder: string): Promise<number> => {
  const child = Bun.spawn([process.execPath, 'scripts/bench/pictures.ts', way, folder], {
    cwd: root,
    stdout: 'pipe',
  })
  const output = await new Response(child.stdout).text()
  if ((await child.exited) !== 0) throw new Error(`The ${way} work on pictures failed.`)
  return Number(output)
}

export const benchImages = async (): Promise<void> => {
  const folder = temporaryFolder()
  const product = await startProduct(join(folder.path, 'product'))
  const thumbnail = await makeThumbnail(product.url, await joinBench(product.url, 'bench'))
  const program = Bun.which('nginx') ?? Bun.which('/usr/sbin/nginx')
  const nginx = program ? await startNginx(program, folder.path, thumbnail.bytes) : null

  const serving = (name: string, url: string) => ({
    name: `thumbnail, ${name}`,
    unit: '/s',
    run: async () => (await runWrk({ url, seconds, connections: 16 })).perSecond,
  })
  const costing = (name: string, server: Server, path: string) => ({
    name: `CPU time of a thumbnail, ${name}`,
    unit: 'µs',
    run: () => cpuPerRequest(server, { path, seconds, connections: 16 }),
  })
  const keeping = (name: string, way: 'product' | 'naive') => ({
    name: `photograph and two variants, ${name}`,
    unit: '/s',
    run: () => runPictures(way, folder.path),
  })
  const series = await interleave(
    [
      serving('Chayenity', product.url + thumbnail.path),
      costing('Chayenity', product, thumbnail.path),
      ...(nginx
        ? [
            costing('nginx with its log', nginx, '/logged.webp'),
            serving('nginx with its log', `${nginx.url}/logged.webp`),
            serving('nginx without', `${nginx.url}/plain.webp`),
          ]
        : []),
      keeping('Chayenity', 'product'),
      keeping('naive sharp', 'naive'),
    ],
    rounds,
  )
  await report('images', series, [
    `The thumbnail has ${thumbnail.bytes.length} bytes; photographs have 12 megapixels, two at a time.`,
    ...(nginx ? [] : ['nginx is not installed and was left out.']),
  ])
  await nginx?.stop()
  await product.stop()
  folder.remove()
}
