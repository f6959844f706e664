import ts from 'typescript'
import transformer from '../../transformer/plugin/ts-jest'
import { loadProject } from '../../transformer/program/load-project'
import { createTemporaryProject } from '../support/temporary-project'

// It is read beside what is built.
jest.mock('../../transformer/plugin/package-version', () => ({ packageVersion: '0.0.0' }))

const project = createTemporaryProject({
  'tsconfig.json': JSON.stringify({ compilerOptions: { strict: true, types: [] }, include: ['*.ts'] }),
  'fare.ts': '/** @cached */\nexport function fare(km: number): number { return km * 2 }\n',
  'unit.ts': "export const unit = 'km'\n"
})
const { program } = loadProject(project.folder, project.folder)

/** What jest that was started so runs of a file. */
function compiledBy(args: readonly string[], file: string): string {
  const before = process.argv
  process.argv = ['node', 'jest', ...args]
  try {
    const factory = transformer.factory({ configSet: { compilerModule: ts }, program })
    const source = program.getSourceFile(`${project.folder}/${file}`)
    if (source === undefined) throw new Error(`there is no ${file}`)
    return ts.createPrinter().printFile(ts.transform(source, [factory]).transformed[0] ?? source)
  } finally {
    process.argv = before
  }
}

test.each([
  ['--runInBand', '--watch'],
  ['-i', '--watchAll'],
  ['--watch-all=true', '--detectOpenHandles']
])('a file with marks is refused under %s %s, which keep what was compiled', (...args) => {
  expect(() => compiledBy(args, 'fare.ts')).toThrow(/^KP5007: '.*\/fare\.ts' has cached functions, and ts-jest keeps /)
  expect(compiledBy(args, 'unit.ts')).toContain('unit = "km"')
})

test.each([[['--runInBand']], [['--watch']], [['--watch', '--runInBand=false', 'runInBand']]])(
  'and not under %j alone',
  args => {
    expect(compiledBy(args, 'fare.ts')).toContain('fingerprint: ')
  }
)
