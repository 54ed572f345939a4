import type { StoredFile } from './file-store.ts'

/** Kept in memory for a slow client. Most variants are shorter. */
export const partBytes = 512 * 1024

type Bytes = Uint8Array<ArrayBuffer>
type ReadPart = (first: number, last: number) => Promise<Bytes>

/** The next part is read when the last one was sent. */
export class BucketFile implements StoredFile {
  /** @param head the beginning of the file, which was read already */
  constructor(
    private readonly readPart: ReadPart,
    private readonly from: number,
    private readonly end: number,
    private readonly head: Bytes,
  ) {}

  get size(): number {
    return this.end - this.from
  }

  slice(start: number, end: number): BucketFile {
    return new BucketFile(this.readPart, this.from + start, this.from + end, this.head)
  }

  stream(): ReadableStream<Bytes> {
    const parts = this.parts()
    return new ReadableStream<Bytes>(
      {
        pull: async controller => {
          const { done, value } = await parts.next()
          if (done) controller.close()
          else controller.enqueue(value)
        },
      },
      { highWaterMark: 0 },
    )
  }

  async bytes(): Promise<Bytes> {
    const whole = new Uint8Array(this.size)
    let at = 0
    for await (const part of this.parts()) {
      whole.set(part, at)
      at += part.length
    }
    return whole
  }

  private async *parts(): AsyncGenerator<Bytes, void, undefined> {
    let at = this.from
    if (at < this.head.length) {
      const known = this.head.slice(at, Math.min(this.end, this.head.length))
      at += known.length
      yield known
    }
    while (at < this.end) {
      const part = await this.readPart(at, Math.min(at + partBytes, this.end) - 1)
      at += part.length
      yield part
    }
  }
}
