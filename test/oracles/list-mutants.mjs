// Writes the mutants that Stryker makes of files, as JSON. Usage: node list-mutants.mjs <result> <file> …
import { readFileSync, writeFileSync } from 'node:fs'
import { Instrumenter } from '@stryker-mutator/instrumenter'

const [result, ...files] = process.argv.slice(2)
const silent = new Proxy({}, { get: (_, name) => () => !/^is\w+Enabled$/.test(String(name)) })
const { mutants } = await new Instrumenter(silent).instrument(
  files.map(name => ({ name, mutate: true, content: readFileSync(name, 'utf8') })),
  { plugins: null, excludedMutations: [], ignorers: [] }
)
const listed = mutants.map(({ fileName, location, replacement, mutatorName }) => ({
  path: fileName,
  location,
  replacement,
  mutator: mutatorName
}))
writeFileSync(result, JSON.stringify(listed))
