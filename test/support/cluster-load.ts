import type { MessageJson, MessagePageJson } from './chat.ts'
import type { Answer } from './client.ts'
import { exampleGig, type GigJson, type GigPageJson } from './gigs.ts'
import type { Person } from './people.ts'

/** What a proxy answers when the copy dies that had the request; whether it was done nobody knows. */
const brokenOff = new Set([502, 504])

/** People who write through the proxy of a cluster all the time, and keep what was acknowledged. */
export class ClusterLoad {
  readonly #acknowledged = { gigs: new Map<string, string>(), messages: new Map<string, string>() }
  readonly #unexpected: string[] = []
  #isOver = false
  #written = 0
  #running: Promise<void>[] = []

  constructor(
    private readonly url: string,
    private readonly room: { id: string },
    private readonly people: readonly Person[],
  ) {}

  start(): void {
    this.#running = this.people.flatMap((person, at) => [
      this.#repeat(() => this.#postGig(person, at)),
      this.#repeat(() => this.#sendMessage(person, at)),
    ])
  }

  /** Waits until something more was acknowledged. */
  async untilAcknowledged(): Promise<void> {
    const count = () => this.#acknowledged.gigs.size + this.#acknowledged.messages.size
    const before = count()
    while (count() < before + 4) await Bun.sleep(20)
  }

  async stop(): Promise<void> {
    this.#isOver = true
    await Promise.all(this.#running)
  }

  /** Of what was acknowledged, what is not there once; and answers that no client should get. */
  async findProblems(): Promise<string[]> {
    const problems = [...this.#unexpected]
    const [reader] = this.people
    if (!reader) return problems
    const stored = await this.#readMessages(reader)
    for (const [clientId, id] of this.#acknowledged.messages)
      if (stored.filter(message => message.id === id).length !== 1) problems.push(`message ${clientId}`)
    const clientIds = stored.map(({ client_id }) => client_id)
    if (new Set(clientIds).size !== clientIds.length) problems.push('A message is there twice.')
    const numbers = stored.map(({ seq }) => seq).sort((a, b) => a - b)
    if (numbers.some((seq, at) => seq !== at + 1)) problems.push('The numbers of messages have a gap.')
    for (const person of this.people) problems.push(...(await this.#problemsOfGigs(person)))
    return problems
  }

  async #problemsOfGigs(person: Person): Promise<string[]> {
    const titles: string[] = []
    for (let skip = 0; ; skip += 100) {
      const page = await person.client.get<GigPageJson>(`/api/gigs/my-gigs?limit=100&skip=${skip}`)
      titles.push(...page.body.gigs.map(({ title }) => title).filter(title => title.startsWith('load ')))
      if (!page.body.has_more) break
    }
    const counts = new Map<string, number>()
    for (const title of titles) counts.set(title, (counts.get(title) ?? 0) + 1)
    const doubled = [...counts].filter(([, count]) => count > 1).map(([title]) => `${title} is there twice`)
    const lost = [...this.#acknowledged.gigs]
      .filter(([title, owner]) => owner === person.user.id && !counts.has(title))
      .map(([title]) => `${title} is lost`)
    return [...doubled, ...lost]
  }

  async #readMessages({ client }: Person): Promise<MessageJson[]> {
    const messages: MessageJson[] = []
    for (;;) {
      const page = await client.get<MessagePageJson>(
        `/api/chat/rooms/${this.room.id}/messages?limit=100&skip=${messages.length}`,
      )
      messages.push(...page.body.messages)
      if (!page.body.has_more) return messages
    }
  }

  async #repeat(write: () => Promise<void>): Promise<void> {
    while (!this.#isOver) await write()
  }

  /** With a key, as apps do, so a repeat after a broken connection has no second effect. */
  async #postGig(person: Person, at: number): Promise<void> {
    this.#written += 1
    const title = `load ${at} ${this.#written}`
    const answer = await this.#untilAnswered(() =>
      person.client.at(this.url).send<GigJson>('POST', '/api/gigs', {
        body: { ...exampleGig, title },
        headers: { 'idempotency-key': title },
      }),
    )
    if (answer?.status === 201) this.#acknowledged.gigs.set(title, person.user.id)
  }

  async #sendMessage(person: Person, at: number): Promise<void> {
    this.#written += 1
    const clientId = `load ${at} ${this.#written}`
    const answer = await this.#untilAnswered(() =>
      person.client.at(this.url).post<MessageJson>(`/api/chat/rooms/${this.room.id}/messages`, {
        content: clientId,
        client_id: clientId,
      }),
    )
    if (answer) this.#acknowledged.messages.set(clientId, answer.body.id)
  }

  /** @returns null when the load ends before there is an answer */
  async #untilAnswered<Body>(send: () => Promise<Answer<Body>>): Promise<Answer<Body> | null> {
    while (!this.#isOver) {
      // The proxy answers 502 in HTML, which is no JSON, or the connection breaks off.
      const answer = await send().catch(() => null)
      if (answer && answer.status < 300) return answer
      if (answer && answer.status !== 503 && !brokenOff.has(answer.status))
        this.#unexpected.push(`${answer.status} ${JSON.stringify(answer.body)}`)
      if (answer?.status === 503 && !answer.headers.has('retry-after'))
        this.#unexpected.push('A 503 has no Retry-After.')
      await Bun.sleep(20)
    }
    return null
  }
}
