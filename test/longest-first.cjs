// The test files that take longest begin first, so that no worker is left alone with one at the end. Of most files their
// size says enough, which is what jest goes by; these are short and start much else.
const Sequencer = require('@jest/test-sequencer').default

const LONGEST = [
  'test/oracles/full/mutation-noble',
  'test/oracles/full/fuzz',
  'test/oracles/full/mutation-rxjs',
  'test/lanes/full/never-stale-tools',
  'test/lanes/full/compilers',
  'test/lanes/full/bundlers',
  'test/lanes/full/never-stale',
  'test/lanes/sample',
  'test/oracles/'
]

module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    return [...super.sort(tests)].sort((a, b) => rank(a.path) - rank(b.path))
  }
}

function rank(path) {
  const found = LONGEST.findIndex(each => path.replaceAll('\\', '/').includes(`/${each}`))
  return found < 0 ? LONGEST.length : found
}
