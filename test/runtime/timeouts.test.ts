import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { TimeoutError, within } from '../../runtime/timeouts'

const never = new Promise<never>(() => {})
const pause = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds))

test('what settles in time is passed on, and leaves the others alone', async () => {
  const late = within(60, 'late', never)
  expect(await within(60, 'value', Promise.resolve(1))).toBe(1)
  await expect(within(60, 'error', Promise.reject(new Error('no')))).rejects.toThrow('no')
  await expect(late).rejects.toThrow(new TimeoutError('late took longer than 60 ms'))
})

test('each operation has its own time, however many begin after one another', async () => {
  const said: string[] = []
  const ended = ['first', 'second', 'third'].map(async (name, index) => {
    await pause(20 * index)
    const began = performance.now()
    await within(50, name, never).catch(error => said.push(String(error)))
    // Timers count whole milliseconds.
    return performance.now() - began > 49
  })
  expect(await Promise.all(ended)).toEqual([true, true, true])
  // A busy machine may give some of them more time.
  expect(said.sort()).toEqual(['first', 'second', 'third'].map(name => `TimeoutError: ${name} took longer than 50 ms`))
})

test('time in which the program works itself, if in many short turns, does not count', async () => {
  const answer = within(
    60,
    'read',
    pause(90).then(() => 'answer')
  )
  for (const end = performance.now() + 110; performance.now() < end;) {
    for (const turn = performance.now() + 5; performance.now() < turn;);
    await new Promise(resolve => setImmediate(resolve))
  }
  expect(await answer).toBe('answer')
})

/** Works for so many milliseconds of each turn, as long as `turn` says so. */
async function work(milliseconds: number, turn: () => boolean): Promise<void> {
  do {
    for (const end = performance.now() + milliseconds; performance.now() < end;);
    await new Promise(resolve => setImmediate(resolve))
  } while (turn())
}

test('of many answers that the program is busy to read, the last ones have time, too', async () => {
  const ends: (() => void)[] = []
  const answers = Array.from({ length: 50 }, () => within(200, 'read', new Promise<void>(end => ends.push(end))))
  const all = Promise.allSettled(answers)
  await work(20, () => (ends.shift()?.(), ends.length > 0))
  expect((await all).filter(({ status }) => status === 'rejected')).toEqual([])
})

test('where no answers come, work gives more time once', async () => {
  let said = ''
  within(50, 'read', never).catch(error => (said = String(error)))
  await work(5, () => said === '')
  expect(said).toBe('TimeoutError: read took longer than 50 ms')
})

test('an operation keeps the process alive until its time is over, and the time of one that ended does not', () => {
  const file = join(__dirname, '../../dist/runtime/timeouts.js')
  const run = (code: string) =>
    spawnSync(process.execPath, ['-e', `const { within } = require(${JSON.stringify(file)}); ${code}`], {
      encoding: 'utf8',
      timeout: 20_000
    })
  const ended = run("within(600_000, 'read', Promise.resolve()).then(() => console.log('ended'))")
  expect([ended.stdout, ended.signal]).toEqual(['ended\n', null])
  const waiting = "within(50, 'read', new Promise(() => {})).catch(error => console.log(error.message))"
  const after = run(`within(50, 'read', Promise.resolve()).then(() => ${waiting})`)
  expect(after.stdout).toBe('read took longer than 50 ms\n')
})
