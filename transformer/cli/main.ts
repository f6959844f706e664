#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { analyze } from '../pipeline'
import { loadProject } from '../program/load-project'
import { runArguments } from './args'
import { build } from './commands/build'
import { check } from './commands/check'
import { explain } from './commands/explain'
import { list } from './commands/list'
import { verify } from './commands/verify'
import { ExitCode, type Terminal } from './terminal'

const terminal: Terminal = {
  folder: process.cwd(),
  pretty: process.stdout.isTTY && !process.env['NO_COLOR'],
  out: text => process.stdout.write(text),
  error: text => process.stderr.write(text)
}

// A reader that has seen enough (`keyprint list | head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

runArguments(
  process.argv.slice(2),
  readVersion(),
  {
    list: args => list(args, { terminal, loadProject, analyze }),
    check: args => check(args, { terminal, loadProject, analyze }),
    build: args => build(args, { terminal, loadProject, analyze }),
    explain: args => explain(args, { terminal, loadProject, analyze }),
    verify: args => verify(args, { terminal, loadProject, analyze }),
    entries: async args => (await import('./commands/entries')).entries(args, terminal),
    export: async args => (await import('./commands/export')).exportEntries(args, terminal),
    import: async args => (await import('./commands/import')).importEntries(args, terminal)
  },
  terminal
).then(
  exitCode => (process.exitCode = exitCode),
  (error: unknown) => {
    terminal.error(
      `keyprint failed, which is a defect of keyprint:\n${String(error instanceof Error ? error.stack : error)}\n`
    )
    process.exitCode = ExitCode.unusable
  }
)

function readVersion(): string {
  const manifest = readFileSync(join(__dirname, '..', '..', '..', 'package.json'), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}
