import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { type App, createApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { type Context, createContext, disposeContext } from '../../src/context.ts'
import { createTokens } from '../../src/domain/auth/tokens.ts'
import type { UserId } from '../../src/domain/ids.ts'
import { type ManualClock, manualClock } from '../../src/lib/clock.ts'
import { systemWrite } from '../../src/lib/command.ts'
import { createLog } from '../../src/lib/log.ts'
import { toTimestamp } from '../../src/lib/timestamp.ts'
import { verifyDatabase } from '../../src/storage/sqlite/engine/verify.ts'
import { databaseFileName } from '../../src/storage/sqlite/folder.ts'
import { Auditor } from '../support/ledger.ts'
import { testNow } from '../support/server.ts'

export interface Reply {
  status: number
  isReplayed: boolean
  // biome-ignore lint/suspicious/noExplicitAny: the model says what has to be in it, field by field
  body: any
}

/** Somebody who is logged in, without having spent the time of a password. */
export interface Visitor {
  id: UserId
  send(method: string, path: string, body?: unknown, key?: string | null): Promise<Reply>
}

/** In memory where the system has such a folder: thousands of sequences would wait for the disk most of the time. */
const parentFolder = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

const farAway = testNow + 365 * 24 * 3_600_000

/** The whole product over a real data folder, called in this process: thousands of sequences need no sockets. */
export class MarketplaceWorld {
  readonly clock: ManualClock = manualClock(testNow)
  readonly auditor: Auditor
  readonly #dataDir = mkdtempSync(join(parentFolder, 'chayenity-model-'))
  readonly #ctx: Context
  readonly #app: App
  readonly #tokens = new Map<UserId, string>()

  constructor() {
    const config = readConfig({ DATA_DIR: this.#dataDir, RATE_LIMIT: 'off' }, 'production')
    const log = createLog('silent')
    this.#ctx = createContext(config, { clock: this.clock, log })
    this.#app = createApp(this.#ctx)
    this.auditor = new Auditor(config)
  }

  async close(): Promise<void> {
    await this.auditor.close()
    await disposeContext(this.#ctx)
    rmSync(this.#dataDir, { recursive: true })
  }

  /** Lets time pass until every payment provider has answered and the answers are kept. */
  async settle(): Promise<void> {
    this.clock.advance(60_000)
    await Bun.sleep(0)
    // Acts happen one after the other, so when this one is done those before it are too.
    await this.#ctx.store.isHealthy()
  }

  /** Whoever is shown again is logged in again. */
  async setDisabled({ id }: Visitor, isDisabled: boolean): Promise<void> {
    const write = systemWrite(this.#ctx)
    await this.#ctx.store.users.setDisabled(write, id, isDisabled ? write.now : null)
    if (!isDisabled) await this.#logIn(id)
  }

  /** What would be found after a kill at this moment, and in a copy of the store. */
  async findProblems(): Promise<string[]> {
    const folder = mkdtempSync(join(parentFolder, 'chayenity-model-'))
    for (const ending of ['', '-wal']) {
      const name = `${databaseFileName}${ending}`
      copyFileSync(join(this.#dataDir, name), join(folder, name))
    }
    await this.#ctx.store.copyTo(join(folder, 'copy.db'))
    const problems = [databaseFileName, 'copy.db'].flatMap(name => {
      const db = new Database(join(folder, name))
      const findings = verifyDatabase(db)
      db.close()
      return findings.problems
    })
    rmSync(folder, { recursive: true })
    return problems
  }

  async welcome(fullName: string): Promise<Visitor> {
    const { store, newId } = this.#ctx
    const id = newId<'user'>()
    const write = systemWrite(this.#ctx)
    const createdAt = write.now
    const nothing = {
      contactInfo: null,
      addressText: null,
      profileImageId: null,
      latitude: null,
      longitude: null,
    }
    const flags = {
      isVerified: false,
      disabledAt: null,
      deletedAt: null,
      isAvailable: true,
      ratingSum: 0,
      reviewCount: 0,
    }
    const email = `${id}@example.com`
    await store.users.register(write, { id, email, fullName, createdAt, ...nothing, ...flags }, 'no password')
    await this.#logIn(id)
    return { id, send: (...request) => this.#send(id, ...request) }
  }

  async #logIn(userId: UserId): Promise<void> {
    const { store, newId, secretKey } = this.#ctx
    const write = systemWrite(this.#ctx)
    const sessionId = newId<'session'>()
    const expiresAt = toTimestamp(farAway)
    await store.sessions.begin(write, {
      id: sessionId,
      userId,
      createdAt: write.now,
      expiresAt,
      endedAt: null,
    })
    const claims = { kind: 'access' as const, userId, sessionId, expiresAt: farAway }
    this.#tokens.set(userId, await createTokens(secretKey).sign(claims))
  }

  async #send(
    userId: UserId,
    method: string,
    path: string,
    body?: unknown,
    key: string | null = null,
  ): Promise<Reply> {
    const headers = {
      authorization: `Bearer ${this.#tokens.get(userId)}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === null ? {} : { 'idempotency-key': key }),
    }
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    const response = await this.#app.handle(
      new Request(`http://localhost${path}`, { method, headers, ...sent }),
    )
    const text = await response.text()
    return {
      status: response.status,
      isReplayed: response.headers.get('idempotency-replayed') === 'true',
      body: text === '' ? null : JSON.parse(text),
    }
  }
}
