import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type ts from 'typescript'
import { createTemporaryProject, repository, type TemporaryProject } from '../support/temporary-project'

/** A diagnostic as the language server sends it: places are 1-based lines and offsets. */
export type ShownDiagnostic = ts.server.protocol.Diagnostic

export interface QuickFix {
  readonly fixName: string
  readonly description: string
  readonly changes: readonly ts.server.protocol.FileCodeEdits[]
}

/** A project that is open in an editor: a language server process that is spoken to over its standard input. */
export interface EditorSession extends TemporaryProject {
  /** The text of a file as the editor holds it; unsaved. */
  text(file: string): string
  /** Replaces the first occurrence of `from` in an open file by typing `to`. */
  type(file: string, from: string, to: string): Promise<void>
  /** The diagnostics of ours in a file. */
  diagnostics(file: string): Promise<readonly ShownDiagnostic[]>
  /** `KP2004` and so on, in the order of their places. */
  codes(file: string): Promise<readonly string[]>
  /** The fixes for the diagnostic of this code in a file. */
  fixes(file: string, code: string): Promise<readonly QuickFix[]>
  apply(fix: QuickFix | undefined): Promise<void>
  /** The documentation shown over the first occurrence of `name` that follows `after`. */
  hover(file: string, name: string, after?: string): Promise<string>
  request(command: string, args?: unknown): Promise<{ readonly success: boolean; readonly body: unknown }>
  /** What the server has logged so far. */
  log(): string
}

export interface SessionSettings {
  /** `compilerOptions.plugins`; default: one line for the build and the editor. */
  readonly plugins?: readonly unknown[]
  readonly compilerOptions?: Readonly<Record<string, unknown>>
  /** The files in the editor; default: all of them. */
  readonly open?: readonly string[]
}

export const pluginLine = {
  transform: 'keyprint/transformer',
  transformProgram: true,
  name: 'keyprint/language-service'
}

const tsserver = join(repository, 'node_modules', 'typescript', 'lib', 'tsserver.js')

/** Opens a project in an editor. Ended after the tests. */
export async function openEditor(
  sources: Readonly<Record<string, string>>,
  settings: SessionSettings = {}
): Promise<EditorSession> {
  const { plugins = [pluginLine], compilerOptions = {}, open = Object.keys(sources) } = settings
  const project = createTemporaryProject(
    {
      'package.json': '{}',
      'tsconfig.json': JSON.stringify({
        compilerOptions: {
          target: 'ES2022',
          lib: ['ES2022'],
          module: 'NodeNext',
          moduleDetection: 'force',
          strict: true,
          types: [],
          skipLibCheck: true,
          noEmit: true,
          plugins,
          ...compilerOptions
        },
        include: ['src']
      }),
      ...sources
    },
    ['keyprint', 'typescript']
  )
  const server = startServer(project.folder)
  const { request } = server
  const pathOf = (file: string): string => join(project.folder, file).replaceAll('\\', '/')
  const texts = new Map(Object.entries(sources))
  const text = (file: string): string => texts.get(file) ?? ''
  const send = async (command: string, args: unknown): Promise<unknown> => {
    const { success, body } = await request(command, args)
    if (!success) throw new Error(`${command} failed:\n${JSON.stringify(body)}\n${server.log()}`)
    return body
  }
  for (const file of open) {
    // An answer to something else says that the file is open: opening itself has none.
    await request('updateOpen', { openFiles: [{ file: pathOf(file), fileContent: text(file) }] })
  }

  const replace = async (file: string, start: number, length: number, newText: string): Promise<void> => {
    const changes = [{ start: placeOf(text(file), start), end: placeOf(text(file), start + length), newText }]
    await send('updateOpen', { changedFiles: [{ fileName: pathOf(file), textChanges: changes }] })
    texts.set(file, text(file).slice(0, start) + newText + text(file).slice(start + length))
  }
  const diagnostics = async (file: string): Promise<readonly ShownDiagnostic[]> => {
    const all = (await send('semanticDiagnosticsSync', { file: pathOf(file) })) as ShownDiagnostic[]
    return all.filter(({ source }) => source === 'keyprint')
  }

  return {
    ...project,
    text,
    diagnostics,
    request,
    log: server.log,
    async type(file, from, to) {
      const start = text(file).indexOf(from)
      if (start < 0) throw new Error(`${file} holds no ${from}`)
      await replace(file, start, from.length, to)
    },
    async codes(file) {
      const found = await diagnostics(file)
      return found.map(each => each.text.slice(0, 'KP0000'.length))
    },
    async fixes(file, code) {
      const found = (await diagnostics(file)).find(each => each.text.startsWith(code))
      if (!found) throw new Error(`${file} has no ${code}`)
      const { start, end } = found
      const range = { startLine: start.line, startOffset: start.offset, endLine: end.line, endOffset: end.offset }
      return (await send('getCodeFixes', { file: pathOf(file), ...range, errorCodes: [found.code] })) as QuickFix[]
    },
    async apply(fix) {
      for (const { fileName, textChanges } of fix?.changes ?? []) {
        const file = [...texts.keys()].find(each => pathOf(each) === fileName) ?? ''
        const placed = textChanges.map(({ start, end, newText }) => ({
          start: offsetOf(text(file), start),
          end: offsetOf(text(file), end),
          newText
        }))
        // From the end to the beginning, so that no edit moves another.
        for (const { start, end, newText } of placed.sort((a, b) => b.start - a.start)) {
          await replace(file, start, end - start, newText)
        }
      }
    },
    async hover(file, name, after = '') {
      const position = text(file).indexOf(name, text(file).indexOf(after) + after.length)
      const place = placeOf(text(file), position)
      const body = await send('quickinfo', { file: pathOf(file), ...place })
      return (body as ts.server.protocol.QuickInfoResponseBody).documentation as string
    }
  }
}

interface Place {
  readonly line: number
  readonly offset: number
}

function placeOf(text: string, position: number): Place {
  const before = text.slice(0, position).split('\n')
  return { line: before.length, offset: (before.at(-1) ?? '').length + 1 }
}

function offsetOf(text: string, { line, offset }: Place): number {
  const before = text.split('\n').slice(0, line - 1)
  return before.reduce((sum, each) => sum + each.length + 1, 0) + offset - 1
}

interface Server {
  readonly request: EditorSession['request']
  readonly log: () => string
}

const stops: (() => Promise<unknown>)[] = []
afterAll(() => Promise.all(stops.map(stop => stop())))

function startServer(folder: string): Server {
  const logFile = join(folder, 'tsserver.log')
  // A server finds plugins beside itself; this one is linked, not installed, into the project.
  const args = [
    '--allowLocalPluginLoads',
    '--disableAutomaticTypingAcquisition',
    '--suppressDiagnosticEvents',
    '--logVerbosity',
    'normal',
    '--logFile',
    logFile
  ]
  const child = spawn(process.execPath, [tsserver, ...args], { cwd: folder })
  const waiting = new Map<number, (answer: { success: boolean; body: unknown }) => void>()
  const closed = new Promise(resolve => child.once('close', resolve))
  stops.push(() => {
    child.kill()
    return closed
  })
  let received = Buffer.alloc(0)
  child.stdout.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk])
    for (;;) {
      const head = /^Content-Length: (\d+)\r\n\r\n/.exec(received.subarray(0, 64).toString('latin1'))
      if (!head) return
      const end = head[0].length + Number(head[1])
      if (received.length < end) return
      const message = JSON.parse(received.subarray(head[0].length, end).toString('utf8'))
      received = received.subarray(end)
      if (message.type === 'response')
        waiting.get(message.request_seq)?.({ success: message.success, body: message.body ?? message.message })
    }
  })
  let count = 0
  return {
    request(command, args) {
      const seq = ++count
      child.stdin.write(`${JSON.stringify({ seq, type: 'request', command, arguments: args })}\n`)
      return Promise.race([
        new Promise<{ success: boolean; body: unknown }>(resolve => waiting.set(seq, resolve)),
        closed.then(() => {
          throw new Error(`the language server ended during ${command}`)
        })
      ])
    },
    log: () => readFileSync(logFile, 'utf8')
  }
}
