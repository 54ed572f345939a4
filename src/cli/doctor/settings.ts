import { type Config, ConfigError, readConfig } from '../../config.ts'
import { about, type Finding } from './finding.ts'

const { ok, warning, problem } = about('settings')

export const examineSettings = (
  environment: Record<string, string | undefined>,
): { config: Config | null; findings: Finding[] } => {
  try {
    const config = readConfig(environment, 'production')
    const findings = unwise(config)
    return { config, findings: findings.length > 0 ? findings : [ok('All settings are valid.')] }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const advice = 'Correct it: the server does not start. "chayenity serve --help" lists all settings.'
    return { config: null, findings: error.problems.map(sentence => problem(sentence, advice)) }
  }
}

const isOfOneMachine = (host: string | null) => host === null || /^(127\.|::1$|localhost$)/.test(host)

const unwise = (config: Config): Finding[] => {
  const { dataDir, host, tlsCert, trustProxy, publicUrl, rateLimit, metricsToken, corsOrigins } = config
  const findings: Finding[] = []
  if (dataDir === ':memory:')
    findings.push(warning('DATA_DIR is :memory:, which keeps nothing.', 'Set DATA_DIR to a folder.'))
  if (!rateLimit)
    findings.push(warning('RATE_LIMIT is off: passwords can be guessed quickly.', 'Unset RATE_LIMIT.'))
  if (!isOfOneMachine(host) && !tlsCert && trustProxy === 0)
    findings.push(
      warning(
        `HOST is ${host} without TLS_CERT: passwords cross the network unencrypted.`,
        'Set TLS_CERT and TLS_KEY, or put a proxy in front and set TRUST_PROXY=1.',
      ),
    )
  if (metricsToken === null && (trustProxy > 0 || publicUrl !== null))
    findings.push(
      warning(
        'Nobody can read /metrics: behind a proxy a token is needed.',
        'Set METRICS_TOKEN ("openssl rand -hex 32" makes one), and give it to Prometheus.',
      ),
    )
  if (corsOrigins === '*')
    findings.push(
      warning(
        'CORS_ORIGINS is *: every web page may call the server.',
        'List the origins of your own pages.',
      ),
    )
  return findings
}
