import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { ownEnvironment, type Surroundings } from './run-process'

/** A Node process that is told lines and says lines. */
export class LineProcess {
  readonly lines: string[] = []
  readonly process: ChildProcess
  private readonly listeners = new Set<() => void>()
  private readonly ended: Promise<unknown>
  private hasEnded = false

  constructor(args: readonly string[], { cwd, env = {} }: Surroundings) {
    this.process = spawn(process.execPath, args, {
      cwd,
      env: { ...ownEnvironment(), ...env },
      stdio: ['pipe', 'pipe', 'inherit']
    })
    // Not `exit`: lines may still be on their way then.
    this.ended = once(this.process, 'close').then(() => this.end())
    const output = this.process.stdout
    if (output) createInterface({ input: output }).on('line', line => this.hear(line))
  }

  tell(line: string): void {
    this.process.stdin?.write(`${line}\n`)
  }

  /** The first line that begins so, as soon as it is there. Throws when the process ends without it. */
  async says(beginning: string): Promise<string> {
    for (;;) {
      const line = this.lines.find(each => each.startsWith(beginning))
      if (line !== undefined) return line
      if (this.hasEnded) throw new Error(`ended without '${beginning}', after: ${this.lines.join(', ')}`)
      await new Promise<void>(resolve => this.listeners.add(resolve))
    }
  }

  /** Waits until it has ended by itself. */
  async ends(): Promise<void> {
    await this.ended
  }

  async kill(): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) this.process.kill('SIGKILL')
    await this.ended
  }

  private hear(line: string): void {
    this.lines.push(line)
    this.wake()
  }

  private end(): void {
    this.hasEnded = true
    this.wake()
  }

  private wake(): void {
    for (const listener of this.listeners) listener()
    this.listeners.clear()
  }
}
