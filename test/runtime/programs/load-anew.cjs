// Loads the runtime anew for each of several programs, as a process does that runs one after the other.
const { dirname } = require('node:path')
const { collectUntil, makeRecord } = require('./record.cjs')

const runtime = require.resolve('../../../dist/runtime')
const store = process.argv[2]

const loaded = () => Object.keys(require.cache).filter(file => file.startsWith(dirname(runtime)))

async function runProgram() {
  const { configure, dispose, onEvent, spinner, wrap } = require(runtime)
  configure({ store })
  onEvent(() => {})
  const now = wrap(count => ({ count }), makeRecord())
  const later = wrap(async count => ({ count }), makeRecord({ returns: 'promise' }))
  const connect = wrap(name => ({ name }), makeRecord({ keptBy: 'reference' }), { onRelease: () => {} })
  const show = wrap(size => ({ size }), makeRecord({ keptBy: 'identity' }), { onRelease: () => {} })
  now(1)
  await later(1)
  connect('database')
  show({})
  spinner('working')()?.()
  await dispose()
}

/** What the modules of the runtime export, which each of them keeps. Files that only have types export nothing. */
function unload() {
  const exported = loaded().map(file => [file, require.cache[file].exports])
  for (const [file] of exported) delete require.cache[file]
  module.children.length = 0
  return exported.filter(([, names]) => Object.keys(names).length > 0)
}

async function main() {
  const left = new Set()
  let watched = 0
  const registry = new FinalizationRegistry(each => left.delete(each))
  for (let count = 1; count <= 4; count++) {
    await runProgram()
    for (const [file, exported] of unload()) {
      // Packages keep what loaded them, which is the first one, and Node what it resolved last.
      if (count === 1 || count === 4) continue
      watched++
      left.add(`${count} ${file}`)
      registry.register(exported, `${count} ${file}`)
    }
  }
  await collectUntil(() => left.size === 0)
  console.log(JSON.stringify({ wasLoaded: watched > 100, left: [...left] }))
}

void main()
