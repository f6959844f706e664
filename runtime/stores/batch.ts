interface Waiting {
  readonly key: string
  readonly resolve: (entry: string | undefined) => void
  readonly reject: (error: unknown) => void
}

/** More keys go into one batch after the other, so that a small entry does not wait for many large ones. */
const LARGEST = 64

/** Reads together what is asked for in one turn of the event loop. */
export class Batch {
  private waiting: Waiting[] = []

  constructor(private readonly getMany: (keys: readonly string[]) => Promise<readonly (string | undefined)[]>) {}

  get(key: string): Promise<string | undefined> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ key, resolve, reject })
      // After all promises that are settled now: their callbacks may ask for more.
      if (this.waiting.length === 1) queueMicrotask(() => process.nextTick(() => this.flush()))
    })
  }

  private flush(): void {
    const all = this.waiting
    this.waiting = []
    for (let start = 0; start < all.length; start += LARGEST) void this.read(all.slice(start, start + LARGEST))
  }

  private async read(batch: readonly Waiting[]): Promise<void> {
    try {
      const entries = await this.getMany(batch.map(({ key }) => key))
      for (const [index, { resolve }] of batch.entries()) resolve(entries[index])
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
  }
}
