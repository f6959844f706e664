// Runs compiled programs for fuzz.ts, each as if in a process of its own: with modules and a runtime of its own.
// In, on the channel of the parent: { store, namespace, runs: [{ files, … }] }. Out: what each run gave.
const { join } = require('node:path')
const { runInThisContext } = require('node:vm')

const runtime = join(__dirname, '..', '..', '..', 'dist', 'runtime')

function loadRuntime() {
  for (const file of Object.keys(require.cache)) if (file.startsWith(runtime)) delete require.cache[file]
  return require(join(runtime, 'index.js'))
}

function load(files, keyprint) {
  const modules = new Map()
  const require = name => {
    if (name === 'keyprint') return keyprint
    const file = `${name.replace('./', '')}.js`
    if (!modules.has(file)) {
      const module = { exports: {} }
      modules.set(file, module)
      const wrapper = `(function (exports, require, module) {${files[file]}\n})`
      runInThisContext(wrapper, { filename: file })(module.exports, require, module)
    }
    return modules.get(file).exports
  }
  return require('./main')
}

async function runProgram(files, store, namespace) {
  const keyprint = loadRuntime()
  keyprint.configure({ store, namespace })
  const events = { hit: 0, miss: 0, bypass: 0 }
  keyprint.onEvent(({ type }) => (events[type] = (events[type] ?? 0) + 1))
  try {
    // A program that cannot be loaded says so in all versions alike.
    global.keyprintProgram = () => load(files, keyprint).run()
    const results = runInThisContext('keyprintProgram()', { timeout: 2000 })
    return { results, events }
  } catch (error) {
    return { failure: String(error), events }
  } finally {
    await keyprint.dispose()
  }
}

process.on('message', async ({ store, namespace, runs }) => {
  const finished = []
  for (const files of runs) finished.push(await runProgram(files, store, namespace))
  process.send(finished)
})
// Values that cannot be cached are told of on stderr; here they are counted.
process.on('warning', () => {})
