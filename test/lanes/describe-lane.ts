import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { CALLEE_WITH_ERROR, EDITED_CALLEE, listedFingerprints, THROWN_AT, UNUSED, VALUES } from './expected-report'
import { CHECKS, lackOf, type Check, type Lane } from './lane'
import { recordLane } from './record-lane'
import { createLaneProject, type LaneProject, type Report } from './run-lane'

/** What all lanes of one test file are compared with. */
export interface Expected {
  readonly fingerprints: Readonly<Record<string, string>>
  readonly afterEdit: Readonly<Record<string, string>>
  /** The folder of a file store with the entries of another lane. */
  readonly entries: string
}

export function expectedBy(entries: string): Expected {
  return {
    fingerprints: listedFingerprints(),
    afterEdit: listedFingerprints({ 'src/distance.ts': EDITED_CALLEE }),
    entries
  }
}

/** Runs every check of a lane that it does not lack, and puts them into the table of all lanes. */
export function describeLane(lane: Lane, packages: () => string, expected: () => Expected): void {
  describe(lane.title, () => {
    let project: LaneProject
    let built: Report
    const check = (name: Check, run: () => void): void => {
      if (lackOf(lane, name) !== undefined) {
        recordLane(lane, name, 'lacks')
        return
      }
      test(name, () => {
        recordLane(lane, name, 'fails')
        run()
        recordLane(lane, name, 'holds')
      })
    }

    beforeAll(() => {
      for (const name of Object.keys(CHECKS) as Check[]) recordLane(lane, name, 'fails')
      project = createLaneProject(lane, { packages: packages() })
      built = project.report()
    })

    check('fingerprints', () => {
      const elsewhere = createLaneProject(lane, { packages: packages(), subfolder: 'another/folder', lineEnd: '\r\n' })
      expect({ here: built.fingerprints, elsewhere: elsewhere.report().fingerprints }).toEqual({
        here: expected().fingerprints,
        elsewhere: expected().fingerprints
      })
    })

    check('hits', () => {
      expect(built).toMatchObject({
        values: VALUES,
        hits: Array.from({ length: 3 }, () => ({ memory: 1, store: 0 })),
        misses: [1, 1, 1],
        captureMoves: true
      })
    })

    check('entries', () => {
      const folder = join(project.folder, 'entries')
      cpSync(expected().entries, folder, { recursive: true })
      expect(project.report({ KEYPRINT_STORE: `file:${folder}` })).toMatchObject({
        values: VALUES,
        hits: Array.from({ length: 3 }, () => ({ memory: 1, store: 1 })),
        misses: [0, 0, 0]
      })
    })

    check('unused code', () => {
      const before = new Map(['package.json', 'src/total.ts'].map(file => [file, project.read(file)]))
      for (const [file, text] of before) project.write(file, UNUSED[file]?.(text) ?? text)
      project.write('src/unused.ts', UNUSED['src/unused.ts']?.('') ?? '')
      const folder = join(project.folder, 'entries of unused code')
      cpSync(expected().entries, folder, { recursive: true })
      expect(project.report({ KEYPRINT_STORE: `file:${folder}` })).toMatchObject({
        values: VALUES,
        misses: [0, 0, 0],
        captureMoves: true
      })
      expect(project.emitted().match(/left out: [\w ]+/g)).toBeNull()
      expect(project.emitted()).toContain('no way is shorter than nothing')
      for (const [file, text] of before) project.write(file, text)
    })

    check('source map', () => {
      expect(built.thrownAt).toBe(THROWN_AT)
    })

    check('edit', () => {
      const before = project.read('src/distance.ts')
      project.write('src/distance.ts', EDITED_CALLEE)
      expect(project.report().fingerprints).toEqual(expected().afterEdit)
      project.write('src/distance.ts', before)
      expect(project.report().fingerprints).toEqual(expected().fingerprints)
    })

    check('errors', () => {
      project.write('src/distance.ts', CALLEE_WITH_ERROR)
      const { status, stdout, stderr } = project.build()
      expect(stdout + stderr).toContain('KP2004: ')
      expect(status).not.toBe(0)
    })
  })
}
