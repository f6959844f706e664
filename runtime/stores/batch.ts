/** Who is told what a key holds: anything but a text stands for nothing. */
interface Waiting {
  readonly key: string
  readonly done: (entry: string | undefined) => void
  readonly failed: (error: unknown) => void
}

/** Calls one of the two, once. */
type Read<Question, Answer> = (
  question: Question,
  done: (answer: Answer) => void,
  failed: (error: unknown) => void
) => void

/** More keys go into one batch after the other, so that a small entry does not wait for many large ones. */
const LARGEST = 64

/**
 * Characters. Where entries have more than this, each is read by itself, one behind the other: it is used and forgotten before
 * the next one is there, which takes less time than to hold many large ones in memory at once.
 */
const LARGE = 2 ** 15

const SETTLED = Promise.resolve()

/** Reads together what is asked for in one turn of the event loop. */
export class Batch {
  private waiting: Waiting[] = []
  /** How long the entry was that was read last. */
  private lastLength = 0

  /**
   * @param getOne what a key holds
   * @param getMany the same of several keys, in their order
   */
  constructor(
    private readonly getOne: Read<string, unknown>,
    private readonly getMany: Read<readonly string[], readonly unknown[]>
  ) {}

  get(key: string): Promise<string | undefined> {
    return new Promise((resolve, reject) => this.ask(key, resolve, reject))
  }

  /** The same without a promise. Neither of the two may throw. */
  ask(key: string, done: (entry: string | undefined) => void, failed: (error: unknown) => void): void {
    this.waiting.push({ key, done, failed })
    if (this.waiting.length === 1) this.waitForMore(1)
  }

  /**
   * Until no callback of a promise that is settled now asks for more. A callback of a promise takes a fraction of the time of
   * one by `queueMicrotask` or `process.nextTick`.
   */
  private waitForMore(known: number): void {
    void SETTLED.then(() => {
      if (this.waiting.length > known) this.waitForMore(this.waiting.length)
      else this.flush()
    })
  }

  private flush(): void {
    const all = this.waiting
    this.waiting = []
    if (all.length === 1 || this.lastLength > LARGE) {
      for (const each of all) this.readOne(each)
      return
    }
    for (let start = 0; start < all.length; start += LARGEST) this.read(all.slice(start, start + LARGEST))
  }

  private readOne({ key, done, failed }: Waiting): void {
    this.getOne(key, entry => done(this.textOf(entry)), failed)
  }

  private read(batch: readonly Waiting[]): void {
    const tell = (entries: readonly unknown[]): void => {
      for (let index = 0; index < batch.length; index++) batch[index]?.done(this.textOf(entries[index]))
    }
    const tellError = (error: unknown): void => {
      for (const { failed } of batch) failed(error)
    }
    this.getMany(
      batch.map(({ key }) => key),
      tell,
      tellError
    )
  }

  private textOf(entry: unknown): string | undefined {
    if (typeof entry !== 'string') return undefined
    this.lastLength = entry.length
    return entry
  }
}
