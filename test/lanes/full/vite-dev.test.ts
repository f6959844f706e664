/** The dev server of Vite serves new fingerprints after an edit, and tells its clients of the files that carry them. */
import { listedFingerprints } from '../expected-report'
import { folderOfTools } from '../installed-tools'
import { listLanes } from '../lane'
import { createLaneProject } from '../run-lane'
import { runNode } from '../../support/run-process'

const calleeBy = (km: number): string => `export function longWay(km: number): boolean {
  if (km < 0) throw new RangeError('no way is shorter than nothing')
  return km > ${km}
}
`
const edits = [
  ['src/distance.ts', calleeBy(80)],
  ['src/distance.ts', calleeBy(70)],
  ['src/distance.ts', calleeBy(60)],
  ['src/tariff.json', '{ "base": 5, "perKm": 1.5 }\n']
] as const

/** Prints what is served of each file at the start and after each edit, and the modules of each update. */
const serve = `
import { writeFileSync } from 'node:fs'
import { createServer } from 'vite'

const edits = JSON.parse(process.argv[2])
const updates = []
const record = {
  name: 'record',
  enforce: 'post',
  hotUpdate({ modules }) {
    if (this.environment.name === 'client') updates.push(modules.map(each => each.url).sort())
  }
}
const server = await createServer({
  appType: 'custom',
  logLevel: 'error',
  plugins: [record],
  optimizeDeps: { noDiscovery: true },
  server: { middlewareMode: true, ws: false }
})
const { client } = server.environments
const served = async () => {
  const found = {}
  for (const [name, url] of [['quote', '/src/quote.ts'], ['offer', '/src/shop.ts']]) {
    const { code } = await client.transformRequest(url)
    found[name] = /fingerprint: "([0-9a-f]{32})"/.exec(code)?.[1]
  }
  return found
}
const pause = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds))

let last = await served()
const seen = [last]
for (const [file, text] of edits) {
  // The watcher may not be ready yet: an edit before that is made again.
  for (let round = 0; round < 300; round++) {
    if (round % 40 === 0) writeFileSync(file, text)
    const now = await served()
    if (JSON.stringify(now) !== JSON.stringify(last)) {
      last = now
      break
    }
    await pause(50)
  }
  seen.push(last)
}
console.log(JSON.stringify({ seen, updates }))
process.exit(0)
`

test('every request after an edit two files away carries the new fingerprints', () => {
  const lane = listLanes().find(({ name }) => name === 'vite')
  if (lane === undefined) throw new Error('fixtures/lanes has no vite')
  const project = createLaneProject(lane, { packages: folderOfTools(lane.tools) })
  project.write('serve.mjs', serve)
  const { stdout, stderr } = runNode(['serve.mjs', JSON.stringify(edits)], { cwd: project.folder })

  const state: Record<string, string> = {}
  const expected = [servedOf(listedFingerprints())]
  for (const [file, text] of edits) {
    state[file] = text
    expected.push(servedOf(listedFingerprints(state)))
  }
  const { seen, updates } = JSON.parse(stdout) as { seen: unknown; updates: readonly (readonly string[])[] }
  expect({ stderr, seen }).toEqual({ stderr: '', seen: expected })
  expect(updates).toContainEqual(expect.arrayContaining(['/src/quote.ts', '/src/shop.ts']))
})

function servedOf({ quote, offer }: Readonly<Record<string, string>>): Readonly<Record<string, string | undefined>> {
  return { quote, offer }
}
