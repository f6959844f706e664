import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { configure, dispose, spinner, wrap } from '../../runtime'
import { makeRecord } from './records'

beforeEach(() => configure({ store: 'memory:' }))
afterEach(() => dispose())

describe.each(['promise', 'value'] as const)('a function that returns a %s', returns => {
  function telling(run: (n: number) => number, told: unknown[]) {
    const record = makeRecord({ returns })
    const onMiss = (args: readonly unknown[]) => {
      told.push(['begins', ...args])
      return ({ took, error }: { took: number; error?: unknown }) => told.push(['ended', took >= 0, error])
    }
    return returns === 'promise' ? wrap(async (n: number) => run(n), record, { onMiss }) : wrap(run, record, { onMiss })
  }

  test('onMiss hears when a run begins and ends, and nothing of hits', async () => {
    const told: unknown[] = []
    const double = telling(n => n * 2, told)
    expect([await double(2), await double(2)]).toEqual([4, 4])
    expect(told).toEqual([
      ['begins', 2],
      ['ended', true, undefined]
    ])
  })

  test('onMiss hears what a run threw', async () => {
    const told: unknown[] = []
    const error = new Error('no')
    const fail = telling(() => {
      throw error
    }, told)
    await expect((async () => fail(1))()).rejects.toBe(error)
    expect(told.at(-1)).toEqual(['ended', true, error])
  })

  test('what onMiss throws, at the begin or the end, fails no call', async () => {
    const record = () => makeRecord({ returns })
    const thrower = () => {
      throw new Error('no')
    }
    for (const onMiss of [thrower, () => thrower]) {
      const work =
        returns === 'promise' ? wrap(async () => 5, record(), { onMiss }) : wrap(() => 5, record(), { onMiss })
      expect([await work(), await work()]).toEqual([5, 5])
    }
  })
})

const program = [process.execPath, join(__dirname, 'programs', 'spinner.cjs')] as const

/** `script` gives the program a terminal of its own. */
function inTerminal(columns: number): string {
  const env = { ...process.env, TERM: 'xterm', CI: undefined }
  const command = `stty cols ${columns}; ${program.join(' ')}`
  return execFileSync('script', ['-qec', command, '/dev/null'], { encoding: 'utf8', env, timeout: 30_000 })
}

test('spinner shows what runs and for how long in a terminal, and clears it', () => {
  const written = inTerminal(80)
  expect(written).toContain('loading prices 0 s')
  expect(written).toContain('loading prices 0 s (and 1 more)')
  // What was drawn is cleared and the cursor is shown again before the program goes on.
  expect(written).toMatch(/\u001b\[2K\u001b\[1G\u001b\[\?25hdone\r\n$/)
})

test('spinner draws nothing in a terminal that has no width', () => {
  expect(inTerminal(0)).toBe('done\r\n')
})

test('spinner writes nothing where there is no terminal', () => {
  const { stdout, stderr } = spawnSync(program[0], program.slice(1), { encoding: 'utf8' })
  expect({ stdout, stderr }).toEqual({ stdout: 'done\n', stderr: '' })
})

test('spinner takes a text', () => {
  expect(() => spinner(5 as never)).toThrow('takes the text to show')
})
