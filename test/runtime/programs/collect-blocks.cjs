const { cached } = require('../../../dist/runtime')
const { collectUntil, makeRecord } = require('./record.cjs')

const shared = makeRecord({ returns: 'value', parameters: { count: 0 } })

/** Each block stands beside a megabyte that its surroundings hold. */
function runBlock(number, registry) {
  const bytes = new Uint8Array(1 << 20)
  registry.register(bytes)
  const captures = [{ name: 'number', read: () => (bytes.length > 0 ? number : undefined) }]
  return cached.block('block', () => bytes.length + number, {}, { ...shared, captures })
}

async function main() {
  let collected = 0
  const registry = new FinalizationRegistry(() => collected++)
  for (let each = 0; each < 101; each++) runBlock(each, registry)
  await collectUntil(() => collected >= 100)
  console.log(JSON.stringify({ collected: Math.min(collected, 100) }))
}

void main()
