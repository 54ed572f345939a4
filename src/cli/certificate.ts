import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import type { Config } from '../config.ts'
import { UsageError } from './usage-error.ts'

export interface Certificate {
  tls: { cert: string; key: string }
  /** Milliseconds since 1970. */
  expiresAt: number
}

/** @throws UsageError when the certificate cannot be used */
export const readCertificate = ({
  tlsCert,
  tlsKey,
}: Pick<Config, 'tlsCert' | 'tlsKey'>): Certificate | null => {
  // The settings have both or neither.
  if (!tlsCert || !tlsKey) return null
  const tls = { cert: readPem('TLS_CERT', tlsCert), key: readPem('TLS_KEY', tlsKey) }
  const certificate = parse(
    () => new X509Certificate(tls.cert),
    `TLS_CERT names "${tlsCert}", which holds no certificate in PEM form.`,
  )
  const key = parse<KeyObject>(
    () => createPrivateKey(tls.key),
    `TLS_KEY names "${tlsKey}", which holds no private key in PEM form without a passphrase.`,
  )
  if (!certificate.checkPrivateKey(key)) {
    throw new UsageError(
      `The key in "${tlsKey}" (TLS_KEY) does not fit the certificate in "${tlsCert}" (TLS_CERT). The server’s own certificate must be the first in its file.`,
    )
  }
  // The whole chain, because a certificate behind the first may be damaged.
  parse(
    () => createSecureContext(tls),
    `TLS_CERT names "${tlsCert}", whose certificate chain cannot be used.`,
  )
  return { tls, expiresAt: Date.parse(certificate.validTo) }
}

const readPem = (variable: string, path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    throw new UsageError(`${variable} names "${path}", which cannot be read.`)
  }
}

const parse = <Result>(read: () => Result, sentence: string): Result => {
  try {
    return read()
  } catch {
    throw new UsageError(sentence)
  }
}
