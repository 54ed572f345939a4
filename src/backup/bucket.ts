import { open } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import type { S3Client } from 'bun'
import type { Config } from '../config.ts'
import { accessTo, type BucketAccess, s3ClientOf } from '../files/bucket-requests.ts'
import { StorageError } from '../storage/storage-error.ts'
import { expiredBackups, parseBackupName, type Retention } from './retention.ts'
import { openStaging } from './staging.ts'

export interface Bucket extends BucketAccess {
  /** Empty, or ends with a slash. */
  prefix: string
  /** A key of age; null: objects are not encrypted. */
  publicKey: string | null
}

export const isBucketUrl = (text: string): boolean => text.startsWith('s3://')

export const bucketOf = (config: Config, url: string): Bucket => {
  const [name = '', ...folders] = url.slice('s3://'.length).split('/')
  const path = folders.filter(folder => folder !== '').join('/')
  return {
    ...accessTo(name, config),
    prefix: path === '' ? '' : `${path}/`,
    publicKey: config.backupPublicKey,
  }
}

/** @throws StorageError */
const request = async <Result>(
  { bucket }: Bucket,
  what: string,
  run: () => Promise<Result>,
): Promise<Result> => {
  try {
    return await run()
  } catch (error) {
    if (error instanceof StorageError) throw error
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
    const reason = error instanceof Error ? error.message : String(error)
    throw new StorageError(`The bucket "${bucket}" cannot be ${what}${code}: ${reason}`)
  }
}

const endingOfEncrypted = '.age'

export const copyToBucket = async (
  bucket: Bucket,
  archive: string,
  name: string,
  retention: Retention,
): Promise<void> => {
  if (bucket.publicKey === null) return sendTo(bucket, archive, name, retention)
  const staging = openStaging(dirname(archive))
  try {
    const encrypted = `${staging.path}/${name}${endingOfEncrypted}`
    await encrypt(bucket.publicKey, archive, encrypted)
    await sendTo(bucket, encrypted, basename(encrypted), retention)
  } finally {
    staging.close()
  }
}

const sendTo = (bucket: Bucket, file: string, name: string, retention: Retention): Promise<void> =>
  request(bucket, 'written', async () => {
    const client = s3ClientOf(bucket)
    const key = bucket.prefix + name
    await client.write(key, Bun.file(file))
    const { size } = await client.stat(key)
    if (size !== Bun.file(file).size)
      throw new StorageError(`The object "${key}" has ${size} bytes, not ${Bun.file(file).size}.`)
    for (const expired of expiredBackups(await listNames(bucket, client), retention))
      await client.delete(bucket.prefix + expired)
  })

/** A server lists a thousand at a time. */
const listNames = async ({ prefix }: Bucket, client: S3Client): Promise<string[]> => {
  const names: string[] = []
  for (let startAfter: string | undefined; ; ) {
    const page = await client.list({ prefix, ...(startAfter !== undefined && { startAfter }) })
    const keys = (page.contents ?? []).map(({ key }) => key)
    names.push(...keys.map(key => key.slice(prefix.length)))
    startAfter = keys.at(-1)
    if (page.isTruncated !== true || startAfter === undefined) return names
  }
}

/** The named object, or the newest undamaged backup. @returns its name @throws StorageError */
export const readFromBucket = async (config: Config, url: string, file: string): Promise<string> => {
  const named = bucketOf(config, url)
  const isObject = /\.tar\.gz(\.age)?$/.test(url)
  const bucket = isObject ? bucketOf(config, dirname(url)) : named
  return request(bucket, 'read', async () => {
    const client = s3ClientOf(bucket)
    const name = isObject ? basename(url) : newestOf(await listNames(bucket, client), url)
    await Bun.write(file, client.file(bucket.prefix + name))
    return name
  })
}

const newestOf = (names: string[], url: string): string => {
  const good = names.map(parseBackupName).filter(backup => backup !== null && !backup.isDamaged)
  const newest = good.sort((a, b) => (b?.atMs ?? 0) - (a?.atMs ?? 0))[0]
  if (newest) return newest.name
  throw new StorageError(`There is no backup of undamaged data in "${url}".`)
}

const loadAge = () => import('age-encryption')

const encrypt = async (publicKey: string, source: string, target: string): Promise<void> => {
  const { Encrypter } = await loadAge()
  const encrypter = new Encrypter()
  try {
    encrypter.addRecipient(publicKey)
  } catch {
    throw new StorageError(`BACKUP_PUBLIC_KEY is not a public key of age: "${publicKey}".`)
  }
  await writeStream(await encrypter.encrypt(Bun.file(source).stream()), target)
}

const writeStream = async (stream: ReadableStream<Uint8Array>, target: string): Promise<void> => {
  const file = await open(target, 'wx', 0o600)
  try {
    for await (const piece of stream) await file.write(piece)
    await file.sync()
  } finally {
    await file.close()
  }
}

const signature = 'age-encryption.org/'

export const isEncrypted = async (file: string): Promise<boolean> =>
  (await Bun.file(file).slice(0, signature.length).text()) === signature

/** `identityFile` holds the private keys. @throws StorageError */
export const decrypt = async (source: string, identityFile: string, target: string): Promise<void> => {
  const { Decrypter } = await loadAge()
  const decrypter = new Decrypter()
  const lines = (await Bun.file(identityFile).text()).split('\n').map(line => line.trim())
  try {
    for (const line of lines) if (line !== '' && !line.startsWith('#')) decrypter.addIdentity(line)
    await writeStream(await decrypter.decrypt(Bun.file(source).stream()), target)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new StorageError(`The backup cannot be decrypted with "${identityFile}": ${reason}.`)
  }
}
