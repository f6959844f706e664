import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runProcess } from '../support/run-process'
import { repository } from '../support/temporary-project'

const page = join(repository, 'docs', 'cli.md')
const main = join(repository, 'dist', 'transformer', 'cli', 'main.js')

/** `npx keyprint` of an installed package, without the time that npx takes. */
const installed = `npx() { shift; "${process.execPath}" "${main}" "$@"; }`

function run(command: string): string {
  const { status, stdout, stderr } = runProcess('bash', ['-c', `set -o pipefail; ${installed}; ${command}`], { cwd: repository })
  expect({ command, status, stderr }).toEqual({ command, status: 0, stderr: '' })
  return stdout
}

test('docs/cli.md shows what the commands print (UPDATE_EXPECTED=1 renders it anew)', () => {
  const written = readFileSync(page, 'utf8')
  const commands: string[] = []
  const rendered = written.replace(/^```console\n\$ (.+)\n[^]*?^```$/gm, (_block, command: string) => {
    commands.push(command)
    return `\`\`\`console\n$ ${command}\n${run(command).trimEnd()}\n\`\`\``
  })
  if (process.env['UPDATE_EXPECTED'] === '1') writeFileSync(page, rendered)
  expect(readFileSync(page, 'utf8')).toBe(rendered)
  for (const command of ['list', 'check', 'explain']) expect(commands.join('\n')).toContain(`keyprint ${command} `)
})
