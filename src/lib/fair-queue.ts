/** Serves callers in turn, so many jobs of one delay another by a single job. */
export class FairQueue<Job> {
  readonly #waiting = new Map<string, Job[]>()
  #size = 0

  constructor(readonly maxSize: number) {}

  get size(): number {
    return this.#size
  }

  /** @returns the job that lost its place, which may be `job`; null when there was room */
  add(caller: string, job: Job): Job | null {
    const jobs = this.#waiting.get(caller) ?? []
    this.#waiting.set(caller, jobs)
    jobs.push(job)
    this.#size += 1
    return this.#size > this.maxSize ? this.#dropLatestOfBusiest(caller) : null
  }

  take(): Job | null {
    for (const [caller, jobs] of this.#waiting) {
      this.#waiting.delete(caller)
      const job = jobs.shift()
      if (job === undefined) continue
      if (jobs.length > 0) this.#waiting.set(caller, jobs)
      this.#size -= 1
      return job
    }
    return null
  }

  remove(caller: string, job: Job): boolean {
    const jobs = this.#waiting.get(caller) ?? []
    const at = jobs.indexOf(job)
    if (at < 0) return false
    jobs.splice(at, 1)
    if (jobs.length === 0) this.#waiting.delete(caller)
    this.#size -= 1
    return true
  }

  /** Among callers with equally many jobs, `newcomer` loses. */
  #dropLatestOfBusiest(newcomer: string): Job | null {
    let busiest = newcomer
    const countOf = (caller: string) => this.#waiting.get(caller)?.length ?? 0
    for (const caller of this.#waiting.keys()) if (countOf(caller) > countOf(busiest)) busiest = caller
    const latest = this.#waiting.get(busiest)?.at(-1)
    if (latest === undefined) return null
    this.remove(busiest, latest)
    return latest
  }
}
