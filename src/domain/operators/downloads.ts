import { AppError } from '../../errors.ts'
import type { Clock } from '../../lib/clock.ts'
import type { OperatorId } from '../ids.ts'
import { newToken } from './service.ts'

/** It can be fetched once. */
export interface Download {
  operatorId: OperatorId
  filename: string
  contentType: string
  content: Blob
}

const lifeMs = 60_000
/** Downloads are fetched at once, so more are of somebody who does not. */
const maxOpen = 20

export class Downloads {
  readonly #open = new Map<string, Download & { expiresAt: number }>()

  constructor(private readonly clock: Clock) {}

  /** @returns the last part of its address */
  add(download: Download): string {
    const now = this.clock.elapsed()
    for (const [token, { expiresAt }] of this.#open) {
      if (expiresAt <= now || this.#open.size >= maxOpen) this.#open.delete(token)
    }
    const token = newToken()
    this.#open.set(token, { ...download, expiresAt: now + lifeMs })
    return token
  }

  /** The file stays. @throws AppError RESOURCE_NOT_FOUND */
  find(token: string, operatorId: OperatorId): Download {
    const download = this.#open.get(token)
    if (!download || download.operatorId !== operatorId || download.expiresAt <= this.clock.elapsed())
      throw new AppError('RESOURCE_NOT_FOUND', 'This download was fetched, or its time is over.')
    return download
  }

  /** @throws AppError RESOURCE_NOT_FOUND */
  take(token: string, operatorId: OperatorId): Download {
    const download = this.find(token, operatorId)
    this.#open.delete(token)
    return download
  }
}
