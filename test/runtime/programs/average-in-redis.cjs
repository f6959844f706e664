const { cacheOf, configure, dispose, wrap } = require('../../../dist/runtime')

const [, , store, result] = process.argv
configure({ store, namespace: 'average', timeouts: { read: 30_000, write: 30_000 } })

const record = {
  format: 1,
  name: 'measure',
  fingerprint: 'f'.repeat(32),
  returns: 'promise',
  parameters: { count: 0 }
}
const measure = wrap(async () => Number(result), record, { average: { minRepetitions: 1e6, maxRepetitions: 1e6 } })

async function main() {
  for (let batch = 0; batch < 5; batch++) await Promise.all(Array.from({ length: 5 }, () => measure()))
  // Each run counts once, however often it had to be added again.
  const { sets } = cacheOf(measure).stats()
  if (sets !== 25) throw new Error(`${sets} runs were counted`)
  await dispose()
}

void main()
