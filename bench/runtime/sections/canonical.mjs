/** The key of a call with one large argument: canonical form and digest. */
import { createHash, hash } from 'node:crypto'
import { cacheOf } from 'keyprint'
import { direct, measure } from '../measure.mjs'
import { hashingPeers } from '../peers.mjs'
import { against, report, time } from '../report.mjs'
import { ofAnything } from '../subjects/dist/functions.js'

const values = {
  'object of 20 keys': [
    Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`field${index}`, valueAt(index)])),
    1000
  ],
  'array of 1,000 numbers': [Array.from({ length: 1000 }, (_, index) => Math.sin(index) * 1000), 50],
  'array of 1,000 integers': [Array.from({ length: 1000 }, (_, index) => index * 7919), 50],
  'string of 1 MB': ['keyprint'.repeat(2 ** 17), 10]
}

export async function canonical() {
  const { ohash, objectHash } = await hashingPeers()
  const cache = cacheOf(ofAnything)
  const rows = []
  for (const [name, [value, calls]] of Object.entries(values)) {
    const { median, ratio } = await measure(
      {
        keyprint: direct(() => cache.key(value), [0]),
        ohash: direct(() => ohash(value), [0]),
        'object-hash': direct(() => objectHash(value), [0]),
        'JSON.stringify + sha256 (createHash)': direct(
          () => createHash('sha256').update(JSON.stringify(value)).digest('hex'),
          [0]
        ),
        'JSON.stringify + sha256 (crypto.hash)': direct(() => hash('sha256', JSON.stringify(value)), [0])
      },
      { calls, rounds: 31 }
    )
    rows.push([name, 'keyprint', time(median('keyprint')), ''])
    for (const peer of [
      'ohash',
      'object-hash',
      'JSON.stringify + sha256 (createHash)',
      'JSON.stringify + sha256 (crypto.hash)'
    ]) {
      rows.push(['', peer, time(median(peer)), against(ratio('keyprint', peer), 1, `key of ${name} to ${peer}`)])
    }
  }
  report('key of a call: canonical form and digest', ['', 'a call', 'keyprint : it'], rows)
}

function valueAt(index) {
  return [`value ${index}`, index * 1.5, index % 3 === 0, null][index % 4]
}
