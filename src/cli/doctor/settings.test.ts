import { describe, expect, test } from 'bun:test'
import { examineSettings } from './settings.ts'

describe('the doctor warns of', () => {
  test.each([
    [{ HOST: '127.0.0.2' }],
    [{ HOST: '::1' }],
    [{ HOST: 'localhost' }],
    [{ HOST: '0.0.0.0', TLS_CERT: 'a.pem', TLS_KEY: 'a.key' }],
    [{ HOST: '0.0.0.0', TRUST_PROXY: '1', METRICS_TOKEN: 'q8Zr2LwT6vXn4KsB9mHd1YcJ7fGp3QaE' }],
    [{ PUBLIC_URL: 'https://a.example.com', METRICS_TOKEN: 'q8Zr2LwT6vXn4KsB9mHd1YcJ7fGp3QaE' }],
    [{ CORS_ORIGINS: 'https://app.example.com' }],
  ])('nothing where nothing is unwise: %p', environment => {
    expect(examineSettings(environment).findings).toEqual([
      { level: 'ok', topic: 'settings', sentence: 'All settings are valid.' },
    ])
  })

  test.each([
    [{ HOST: '192.168.1.7' }, 'HOST is 192.168.1.7 without TLS_CERT'],
    [{ HOST: 'localhost.example.com' }, 'HOST is localhost.example.com without TLS_CERT'],
    [{ PUBLIC_URL: 'https://a.example.com' }, 'Nobody can read /metrics'],
  ])('what is unwise: %p', (environment, sentence) => {
    const { findings } = examineSettings(environment)
    expect(findings.map(finding => finding.sentence)).toEqual([expect.stringContaining(sentence)])
  })

  test('everything that is unwise at once', () => {
    const { config, findings } = examineSettings({
      DATA_DIR: ':memory:',
      RATE_LIMIT: 'off',
      CORS_ORIGINS: '*',
    })
    expect(config?.dataDir).toBe(':memory:')
    expect(findings.map(({ level }) => level)).toEqual(['warning', 'warning', 'warning'])
  })
})
