import { join } from 'node:path'
import { createCore } from '../../transformer/plugin/core'
import { createTemporaryProject } from '../support/temporary-project'

const marked = `/** @cached */\nexport function fare(km: number): number {\n  return km * 2\n}\n`
const plain = `export const unit = 'km'\n`

const { folder } = createTemporaryProject({
  'package.json': '{}',
  'tsconfig.json': JSON.stringify({ compilerOptions: { module: 'nodenext', types: [] }, include: ['src'] }),
  'src/fare.ts': marked,
  'src/unit.ts': plain
})
const core = createCore(undefined, folder)
const fare = join(folder, 'src', 'fare.ts')

test('a file with marks whose text is not the one on disk is refused', () => {
  expect(core.transform(fare, marked, 'esm').code).toMatch(/\.wrap\(fare, /)
  const changed = marked.replace('km * 2', 'km * 3')
  expect(() => core.transform(fare, changed, 'esm')).toThrow(/^KP5004: .*src\/fare\.ts has cached functions, but /)
})

test('a file without marks may have been changed by others, and a byte order mark is no change', () => {
  const changed = plain.replace('km', 'mi')
  expect(core.transform(join(folder, 'src', 'unit.ts'), changed, 'esm')).toMatchObject({ errors: '', remarks: '' })
  expect(core.transform(fare, `\ufeff${marked}`, 'esm').code).toMatch(/\.wrap\(fare, /)
})
