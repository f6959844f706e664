// Loads a module, calls each function it exports, and writes which functions ran, as V8 counts them, to a file.
// Usage: node record-coverage.cjs <module> <file>
const { writeFileSync } = require('node:fs')
const { Session } = require('node:inspector/promises')
const { dirname, sep } = require('node:path')
const { fileURLToPath } = require('node:url')

const [, , entryModule, file] = process.argv

async function main() {
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false })
  const entries = require(entryModule)
  const covered = []
  for (const [entry, call] of Object.entries(entries)) {
    // Taking the counts sets them to zero: what ran on loading, or for the entry before, is not of this one.
    await session.post('Profiler.takePreciseCoverage')
    await call()
    const { result } = await session.post('Profiler.takePreciseCoverage')
    covered.push({ entry, ran: result.flatMap(ranFunctions) })
  }
  writeFileSync(file, JSON.stringify(covered))
}

function ranFunctions({ url, functions }) {
  if (!url.startsWith('file:') || !fileURLToPath(url).startsWith(dirname(entryModule) + sep)) return []
  return functions
    .filter(({ ranges }) => ranges[0].count > 0)
    .map(({ functionName, ranges }) => ({
      file: fileURLToPath(url),
      name: functionName,
      start: ranges[0].startOffset,
      end: ranges[0].endOffset
    }))
}

void main()
