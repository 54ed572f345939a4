import { number, secret } from '../lib/setting-values.ts'
import { setting } from './setting.ts'

export const accessSettings = {
  jwtSecret: setting({
    variable: 'JWT_SECRET',
    type: 'text, at least 32 bytes',
    fallback: '',
    help: 'Key that signs tokens. Unset: generated at the first start and stored in `DATA_DIR/secret.key`, readable by its owner only.',
    isSecret: true,
    read: text => (text === '' ? null : secret(text)),
  }),
  accessTokenMinutes: setting({
    variable: 'ACCESS_TOKEN_MINUTES',
    type: 'number, 0.001 to 1440',
    fallback: '30',
    help: 'Lifetime of an access token.',
    read: text => number(text, 0.001, 1440, 'decimal'),
  }),
  refreshTokenDays: setting({
    variable: 'REFRESH_TOKEN_DAYS',
    type: 'number, 0.0001 to 365',
    fallback: '30',
    help: 'Lifetime of a session after a login.',
    read: text => number(text, 0.0001, 365, 'decimal'),
  }),
  metricsToken: setting({
    variable: 'METRICS_TOKEN',
    type: 'text, at least 32 bytes',
    fallback: '',
    help: 'Clients that send it as a bearer token may read `/metrics`. Unset: only programs on this machine may, and none with `TRUST_PROXY` or `PUBLIC_URL`.',
    isSecret: true,
    read: text => (text === '' ? null : secret(text)),
  }),
}
