// What all of these share: a line on stdin asks for a build, a line on stdout says that one is done. In a mode that watches
// nobody asks.
const { dirname, join } = require('node:path')
const { createInterface } = require('node:readline')

exports.watches = process.argv[2] === 'watch'

// Ends with whoever started it, also where nobody asks.
if (exports.watches) process.stdin.on('end', () => process.exit()).resume()

exports.done = error => {
  console.log(`round ${error ? 'failed' : 'built'} ${error ? String(error.stack ?? error).replaceAll('\n', ' ') : ''}`)
}

/** What a process that was just started has not loaded yet. */
exports.forgetKeyprint = () => {
  const own = dirname(require.resolve('keyprint/package.json'))
  for (const path of Object.keys(require.cache)) if (path.startsWith(join(own, 'dist'))) delete require.cache[path]
}

exports.freshPlugin = name => {
  exports.forgetKeyprint()
  return require(`keyprint/${name}`)()
}

exports.onDemand = async build => {
  for await (const _ of createInterface({ input: process.stdin })) {
    try {
      await build()
      exports.done()
    } catch (error) {
      exports.done(error)
    }
  }
}
