import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { X509Certificate } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder } from '../../test/support/stores.ts'
import { readCertificate } from './certificate.ts'
import { UsageError } from './usage-error.ts'

const [cert, key] = ['test/support/tls/cert.pem', 'test/support/tls/key.pem']

let folder: ReturnType<typeof makeFolder>
beforeEach(() => {
  folder = makeFolder()
})
afterEach(() => folder.remove())

const put = (name: string, text: string) => {
  const path = join(folder.path, name)
  writeFileSync(path, text)
  return path
}

const problemOf = (tlsCert: string, tlsKey: string): string => {
  try {
    readCertificate({ tlsCert, tlsKey })
    return ''
  } catch (error) {
    if (error instanceof UsageError) return error.message.replaceAll(folder.path, 'FOLDER')
    throw error
  }
}

describe('a certificate', () => {
  test('is read with its key and its end', () => {
    const text = readFileSync(cert, 'utf8')
    const { tls, expiresAt } = readCertificate({ tlsCert: cert, tlsKey: key }) ?? {}
    expect(tls).toEqual({ cert: text, key: readFileSync(key, 'utf8') })
    expect(expiresAt).toBe(new X509Certificate(text).validToDate.getTime())
  })

  test('is none where the settings have neither', () => {
    expect(readCertificate({ tlsCert: null, tlsKey: null })).toBeNull()
  })

  test('is named when one of its files cannot be read', () => {
    expect(problemOf('/nowhere.pem', key)).toBe('TLS_CERT names "/nowhere.pem", which cannot be read.')
    expect(problemOf(cert, '/nowhere.key')).toBe('TLS_KEY names "/nowhere.key", which cannot be read.')
  })

  test('is named when one of its files holds something else', () => {
    const none = put('none.pem', 'none')
    expect(problemOf(none, key)).toBe(
      'TLS_CERT names "FOLDER/none.pem", which holds no certificate in PEM form.',
    )
    expect(problemOf(cert, none)).toBe(
      'TLS_KEY names "FOLDER/none.pem", which holds no private key in PEM form without a passphrase.',
    )
  })

  test('is refused with the key of another', () => {
    expect(problemOf(cert, 'test/support/tls/renewed-key.pem')).toContain('does not fit the certificate')
  })

  test('is refused when one behind the first is damaged', () => {
    const damaged = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'
    const chain = put('chain.pem', readFileSync(cert, 'utf8') + damaged)
    expect(problemOf(chain, key)).toBe(
      'TLS_CERT names "FOLDER/chain.pem", whose certificate chain cannot be used.',
    )
    const whole = put('whole.pem', readFileSync(cert, 'utf8').repeat(2))
    expect(problemOf(whole, key)).toBe('')
  })
})
