import { httpUrl, number, oneOf, rasterTiles, reject, tileServer, whole } from '../lib/setting-values.ts'
import { setting } from './setting.ts'

export const serverSettings = {
  port: setting({
    variable: 'PORT',
    type: 'whole number, 0 to 65535',
    fallback: '8000',
    help: 'TCP port to listen on. 0 takes a free one.',
    read: whole(0, 65_535),
  }),
  host: setting({
    variable: 'HOST',
    type: 'address',
    fallback: '',
    help: 'Address to listen on. 0.0.0.0 listens on every network this machine is in. Unset: this machine only, on 127.0.0.1 and ::1.',
    read: text => {
      if (text === '') return null
      return /^[0-9A-Za-z.:_-]+$/.test(text)
        ? text
        : reject(`must be a host name or an address, not "${text}".`)
    },
  }),
  publicUrl: setting({
    variable: 'PUBLIC_URL',
    type: 'URL',
    fallback: '',
    help: 'Base URL that clients use, such as `https://api.chayenity.com`. It may have a path, whether the proxy strips it or not. Unset: taken from each request.',
    read: text => (text === '' ? null : httpUrl(text, 'base')),
  }),
  trustProxy: setting({
    variable: 'TRUST_PROXY',
    type: '`off`, `on`, or the number of proxies',
    fallback: 'off',
    help: 'Number of trusted proxies in front that add to `X-Forwarded-For`; `on` means one.',
    read: text => {
      if (text === 'off' || text === 'false') return 0
      return text === 'on' || text === 'true' ? 1 : number(text, 0, 10, 'whole')
    },
  }),
  tlsCert: setting({
    variable: 'TLS_CERT',
    type: 'file',
    fallback: '',
    help: 'Certificate chain (PEM) for HTTPS without a proxy. Requires `TLS_KEY`.',
    read: text => text || null,
  }),
  tlsKey: setting({
    variable: 'TLS_KEY',
    type: 'file',
    fallback: '',
    help: 'Private key (PEM) of `TLS_CERT`.',
    read: text => text || null,
  }),
  httpRedirectPort: setting({
    variable: 'HTTP_REDIRECT_PORT',
    type: 'whole number, 1 to 65535',
    fallback: '',
    help: 'TCP port on which plain HTTP is redirected to HTTPS. Requires `TLS_CERT`. Unset: none.',
    read: text => (text === '' ? null : number(text, 1, 65_535, 'whole')),
  }),
  opsPort: setting({
    variable: 'OPS_PORT',
    type: 'whole number, 1 to 65535',
    fallback: '',
    help: 'Port of the operator’s desk, on the same addresses. Unset: it is at `/ops` and `/api/_ops` of PORT. Either way it is a 404 until there is an operator. Ignored by `demo`, whose desk is at PORT.',
    read: text => (text === '' ? null : whole(1, 65_535)(text)),
  }),
  corsOrigins: setting({
    variable: 'CORS_ORIGINS',
    type: 'comma-separated origins, or `*`',
    fallback: '',
    demoFallback: '*',
    help: 'Web origins whose pages may call the API, such as `http://localhost:3000`. Unset: only the server’s own.',
    read: text => {
      const origins = text.split(',').map(origin => origin.trim())
      if (text === '*') return '*' as const
      return origins.filter(origin => origin !== '').map(origin => httpUrl(origin, 'origin'))
    },
  }),
  allowedHosts: setting({
    variable: 'ALLOWED_HOSTS',
    type: 'comma-separated host names',
    fallback: '',
    help: 'Host names under which the controls of a demo may be reached, besides addresses, `localhost`, names without a dot and `*.internal`.',
    read: text => {
      const hosts = text.split(',').map(host => host.trim().toLowerCase())
      const wrong = hosts.find(host => !/^[a-z0-9.-]*$/.test(host))
      return wrong === undefined
        ? hosts.filter(host => host !== '')
        : reject(`must list host names such as demo.example.com, not "${wrong}".`)
    },
  }),
  app: setting({
    variable: 'APP',
    type: '`on` or `off`',
    fallback: 'off',
    demoFallback: 'on',
    help: 'Whether the marketplace for phones is served at `/app`. A demo always has it.',
    read: text => oneOf(['on', 'off'])(text) === 'on',
  }),
  mapTiles: setting({
    variable: 'MAP_TILES',
    type: 'URL template and attribution',
    fallback: '',
    help: 'Tile server whose pictures are beneath the maps, such as `https://tile.example.com/{z}/{x}/{y}.png © Example`. Browsers load them from there. Unset: a sketch of our own.',
    read: text => (text === '' ? null : tileServer(text)),
  }),
  mapPmtiles: setting({
    variable: 'MAP_PMTILES',
    type: 'file',
    fallback: '',
    help: 'PMTiles file (version 3) with PNG, JPEG, WebP or AVIF pictures for beneath the maps, served at `/map/{z}/{x}/{y}`. It goes before MAP_TILES. Vector tiles are not supported.',
    read: text => (text === '' ? null : rasterTiles(text)),
  }),
  maxWorlds: setting({
    variable: 'MAX_WORLDS',
    type: 'whole number, 1 to 1000',
    fallback: '16',
    help: 'Worlds of a demo beside the main one, each about as large in memory as its database. The least recently used is closed.',
    read: whole(1, 1000),
  }),
}
