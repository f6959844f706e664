/** What is being written to the store behind the calls. */
export class Writes {
  private readonly all = new Set<Promise<void>>()
  /** Those under way by key: the store gets the entries of a key in the order in which they were made. */
  private readonly last = new Map<string, Promise<void>>()

  /** Something that ends whatever becomes of it. */
  add(writing: Promise<void>): void {
    this.all.add(writing)
    void writing.finally(() => this.all.delete(writing))
  }

  /** Does work on the store when what was begun before for the same key is done. */
  inOrder<T>(key: string, work: () => Promise<T>): Promise<T> {
    const last = this.last.get(key)
    const working = last ? last.then(work) : work()
    const forget = (): void => {
      if (this.last.get(key) === done) this.last.delete(key)
    }
    const done: Promise<void> = working.then(forget, forget)
    this.last.set(key, done)
    this.add(done)
    return working
  }

  async done(): Promise<void> {
    await Promise.all(this.all)
  }
}
