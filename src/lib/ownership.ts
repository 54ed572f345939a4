import { chownSync, existsSync, lchownSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

export interface Ownership {
  uid: number
  gid: number
  mode: number
}

/** Falls back to the nearest folder above the path that exists. */
export const ownershipOf = (path: string): Ownership => {
  if (!existsSync(path)) return ownershipOf(dirname(path))
  const { uid, gid, mode } = statSync(path)
  return { uid, gid, mode: mode & 0o7777 }
}

export const giveTo = ({ uid, gid }: Ownership, path: string): boolean => {
  const found = statSync(path)
  if (found.uid === uid && found.gid === gid) return true
  try {
    chownSync(path, uid, gid)
    return true
  } catch {
    return false
  }
}

export const giveAllTo = (owner: Ownership, folder: string): void => {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    lchownSync(join(entry.parentPath, entry.name), owner.uid, owner.gid)
  chownSync(folder, owner.uid, owner.gid)
}
