// Runs compiled programs for fuzz.ts, each as if in a process of its own: with modules and a runtime of its own.
// In, on the channel of the parent: { store, namespace, plain, cached }, lists of programs. Out: what each of them gave.
const { readFileSync } = require('node:fs')
const { createRequire } = require('node:module')
const { dirname, join } = require('node:path')
const { Script, runInThisContext } = require('node:vm')

const runtime = join(__dirname, '..', '..', '..', 'dist', 'runtime')

/** The files of the runtime are compiled once. */
const scripts = new Map()

/** A runtime that nothing keeps when its program has ended; `require` would keep a part of each. */
function loadRuntime() {
  return loaderOf(file => {
    if (!scripts.has(file)) scripts.set(file, new Script(wrap(readFileSync(file, 'utf8')), { filename: file }))
    return { run: scripts.get(file).runInThisContext(), require: createRequire(file) }
  })(join(runtime, 'index.js'))
}

function loadProgram(files, keyprint) {
  const load = loaderOf(file => ({
    run: runInThisContext(wrap(files[file]), { filename: file }),
    require: () => keyprint
  }))
  return load('main.js')
}

const wrap = text => `(function (exports, require, module, __filename) {${text}\n})`

/** @param open gives the code of a file, and what `require` does there for a package */
function loaderOf(open) {
  const modules = new Map()
  const load = file => {
    const known = modules.get(file)
    if (known) return known.exports
    const module = { exports: {} }
    modules.set(file, module)
    const { run, require } = open(file)
    const requireHere = name => (name.startsWith('.') ? load(`${join(dirname(file), name)}.js`) : require(name))
    run(module.exports, requireHere, module, file)
    return module.exports
  }
  return load
}

function runProgram(files, keyprint) {
  try {
    // A program that cannot be loaded says so in all versions alike.
    global.keyprintProgram = () => loadProgram(files, keyprint).run()
    return { results: runInThisContext('keyprintProgram()', { timeout: 2000 }) }
  } catch (error) {
    return { failure: String(error) }
  }
}

async function runCached(files, store, namespace) {
  const keyprint = loadRuntime()
  keyprint.configure({ store, namespace })
  const events = { hit: 0, miss: 0, bypass: 0 }
  keyprint.onEvent(({ type }) => (events[type] = (events[type] ?? 0) + 1))
  const finished = runProgram(files, keyprint)
  await keyprint.dispose()
  return { ...finished, events }
}

process.on('message', async ({ store, namespace, plain, cached }) => {
  const finished = { namespace, plain: plain.map(files => runProgram(files)), cached: [] }
  for (const files of cached) finished.cached.push(await runCached(files, store, namespace))
  process.send(finished)
})
// Values that cannot be cached are told of on stderr; here they are counted.
process.on('warning', () => {})
