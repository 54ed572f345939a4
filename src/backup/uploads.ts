import { statSync } from 'node:fs'
import { join } from 'node:path'
import { hashFile } from '../lib/hash-file.ts'
import type { NamedFile } from '../storage/named-file.ts'

export interface WholeFile {
  id: string
  name: string
  bytes: number
  sha256: string
}

export interface DamagedFile {
  id: string
  name: string
  isMissing: boolean
  problem: string
}

export const uploadsFolder = 'uploads'

interface VerifyOptions {
  onProgress?: (share: number) => void
  hashOf?: (path: string) => Promise<string>
}

/** Compares lengths, and hashes where the upload stored one. */
export const verifyUploads = async (
  dataDir: string,
  named: readonly NamedFile[],
  { onProgress = () => {}, hashOf = hashFile }: VerifyOptions = {},
): Promise<{ whole: WholeFile[]; damaged: DamagedFile[] }> => {
  const folder = join(dataDir, uploadsFolder)
  const whole: WholeFile[] = []
  const damaged: DamagedFile[] = []
  let done = 0
  for (const file of named) {
    const found = await verifyUpload(folder, file, hashOf)
    if ('problem' in found) damaged.push(found)
    else whole.push(found)
    done += 1
    onProgress(done / named.length)
  }
  return { whole, damaged }
}

const verifyUpload = async (
  folder: string,
  { id, name, bytes, sha256 }: NamedFile,
  hashOf: (path: string) => Promise<string>,
): Promise<WholeFile | DamagedFile> => {
  const found = statSync(join(folder, name), { throwIfNoEntry: false })
  if (!found?.isFile()) return { id, name, isMissing: true, problem: `The file ${id} is missing.` }
  const isMissing = false
  if (found.size !== bytes)
    return { id, name, isMissing, problem: `The file ${name} has ${found.size} bytes, not ${bytes}.` }
  try {
    const hash = await hashOf(join(folder, name))
    if (sha256 !== null && hash !== sha256)
      return { id, name, isMissing, problem: `The file ${name} is not what was uploaded.` }
    return { id, name, bytes, sha256: hash }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
    return { id, name, isMissing, problem: `The file ${name} cannot be read (${code}).` }
  }
}
