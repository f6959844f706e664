import { runNode } from '../support/run-process'
import { createTemporaryProject } from '../support/temporary-project'

const shareOf = (digit: number): string => `export const share = (km: number): number => km * ${digit}\n`
const main = `import { share } from './share.js'
import { share as mapped } from '#mapped'
/** @cached */
function fare(km: number): number { return share(km) }
/** @cached */
function mappedFare(km: number): number { return mapped(km) }
console.log(fare(1), mappedFare(1))
`

/** What a compiler has built of a source before it was edited. */
function built(type: string): string {
  return type === 'module' ? 'export const share = km => km * 1\n' : 'exports.share = km => km * 1\n'
}

test.each(['module', 'commonjs'])(
  'source is run as it is now, and not as it was built some time ago, in a package of type %s',
  type => {
    const { folder } = createTemporaryProject(
      {
        'package.json': JSON.stringify({ type, imports: { '#mapped': './dist/mapped.js' } }),
        'tsconfig.json': JSON.stringify({
          compilerOptions: {
            target: 'ES2022',
            lib: ['ES2022', 'DOM'],
            module: 'NodeNext',
            strict: true,
            types: [],
            rootDir: 'src',
            outDir: 'dist'
          },
          include: ['src']
        }),
        'src/main.ts': main,
        'src/share.ts': shareOf(2),
        'src/share.js': built(type),
        'src/mapped.ts': shareOf(3),
        'dist/mapped.js': built(type)
      },
      ['keyprint', 'typescript']
    )
    const { status, stdout, stderr } = runNode(['--import', 'keyprint/register', 'src/main.ts'], { cwd: folder })
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '2 3\n', stderr: '' })
  }
)
