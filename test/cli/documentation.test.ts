import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runProcess } from '../support/run-process'
import { repository } from '../support/temporary-project'

const page = join(repository, 'docs', 'cli.md')
const main = join(repository, 'dist', 'transformer', 'cli', 'main.js')

const isUpdate = process.env['UPDATE_EXPECTED'] === '1'

/** `npx keyprint` of an installed package, without the time that npx takes. */
const installed = `npx() { shift; "${process.execPath}" "${main}" "$@"; }`

const written = readFileSync(page, 'utf8')
const shown = [...written.matchAll(/^```console\n\$ (.+)\n([^]*?)^```$/gm)].map(
  ([block, command = '', output = '']) => ({ block, command, output })
)
let rendered = written

afterAll(() => {
  if (isUpdate) writeFileSync(page, rendered)
})

test.each(shown)(
  'docs/cli.md shows what $command prints (UPDATE_EXPECTED=1 renders it anew)',
  ({ block, command, output }) => {
    const { status, stdout, stderr } = runProcess('bash', ['-c', `set -o pipefail; ${installed}; ${command}`], {
      cwd: repository
    })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    const printed = `${stdout.trimEnd()}\n`
    if (isUpdate) rendered = rendered.replace(block, () => `\`\`\`console\n$ ${command}\n${printed}\`\`\``)
    else expect(output).toBe(printed)
  }
)

test('docs/cli.md shows every command', () => {
  const commands = shown.map(({ command }) => command).join('\n')
  for (const command of ['list', 'check', 'explain', 'verify', 'entries'])
    expect(commands).toContain(`keyprint ${command} `)
})
