import type { Terminal } from '../../transformer/cli/terminal'

/** A terminal that keeps what is written to it. */
export function createRecordingTerminal(folder: string, pretty = false) {
  const written = { out: '', error: '' }
  return {
    folder,
    pretty,
    out: text => void (written.out += text),
    error: text => void (written.error += text),
    stdout: () => written.out,
    stderr: () => written.error
  } satisfies Terminal & { stdout(): string; stderr(): string }
}
