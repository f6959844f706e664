const { wrap } = require('../../../dist/runtime')
const { collectUntil, makeRecord } = require('./record.cjs')

const record = count => makeRecord({ keptBy: 'identity', parameters: { count } })

/** Each result holds a megabyte and its own argument. */
async function collectResults() {
  const grow = wrap((owner, title) => ({ owner, title, bytes: new Uint8Array(1 << 20) }), record(2))
  let collected = 0
  const registry = new FinalizationRegistry(() => collected++)
  const before = process.memoryUsage().arrayBuffers
  // A function of its own, so that no variable of this one holds the last of them.
  const growOne = owner => {
    registry.register(grow(owner, 'title'))
    grow(owner, 'title')
  }
  for (let each = 0; each < 101; each++) growOne({})
  await collectUntil(() => collected >= 100)
  return { collected: Math.min(collected, 100), grown: process.memoryUsage().arrayBuffers - before > 5 << 20 }
}

async function releaseResults() {
  const released = []
  const make = wrap((_one, _other, name) => ({ name }), record(3), { onRelease: ({ name }) => released.push(name) })
  const lasting = {}
  const other = {}
  let leaving = {}
  make(lasting, leaving, 'first')
  make(lasting, other, 'second')
  for (let turn = 0; turn < 5; turn++) await collectUntil(() => turn > 0)
  const releasedBefore = [...released, ...(leaving ? [] : ['lost'])]
  leaving = undefined
  await collectUntil(() => released.length > 0)
  make(lasting, other, 'second')
  return { releasedBefore, releasedAfter: released }
}

async function main() {
  console.log(JSON.stringify({ ...(await collectResults()), ...(await releaseResults()) }))
}

void main()
