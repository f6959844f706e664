const { wrap } = require('../../../dist/runtime')
const { collectUntil, makeRecord } = require('./record.cjs')

const released = []
const record = makeRecord({ keptBy: 'reference', parameters: { count: 2, ignored: [0] } })
const make = wrap((_session, name) => ({ name }), record, {
  scope: session => session,
  onRelease: ({ name }) => released.push(name)
})

async function main() {
  const kept = {}
  make({}, 'a')
  make(kept, 'b')
  await collectUntil(() => released.length > 0)
  const live = [make(kept, 'b').name]
  console.log(JSON.stringify({ released: [...released], live }))
}

void main()
