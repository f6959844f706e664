import { analyzeSources } from '../support/analyze-sources'

function recordsOf(text: string) {
  const { plans } = analyzeSources({ 'main.ts': text })
  return plans.flatMap(plan => plan.marked).map(({ record: { options, uncached } }) => ({ options, uncached }))
}

test.each([
  ['lock', { lock: true }],
  ['lock=10s ttl=1h', { lock: '10s', ttl: '1h' }]
])('@cached %s reaches the record of a function that returns a promise', (options, inRecord) => {
  const text = `/** @cached ${options} */\nexport async function price(net: number) { return net * 2 }`
  expect(recordsOf(text)).toEqual([{ options: inRecord, uncached: undefined }])
})

test('a synchronous function with a lock runs uncached, unless that is accepted', () => {
  const code = 'export function price(net: number) { return net * 2 }'
  expect(recordsOf(`/** @cached lock */\n${code}`)).toEqual([{ options: { lock: true }, uncached: 'KP1009' }])
  const accepted = `// @keyprint-ignore KP1009 -- it will be async soon\n/** @cached lock */\n${code}`
  expect(recordsOf(accepted)).toEqual([{ options: { lock: true }, uncached: undefined }])
})
