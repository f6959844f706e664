const { wrap } = require('../../../dist/runtime')
const { makeRecord } = require('./record.cjs')

const onRelease = async name => {
  console.log('releasing', name)
  await new Promise(setImmediate)
  console.log('released', name)
}
const make = wrap(name => name, makeRecord({ keptBy: 'reference' }), { onRelease })
make('a')
make('b')
if (process.argv[2] === 'again') process.once('beforeExit', () => setTimeout(() => make('c')))
if (process.argv[2] === 'exit') process.exit()
