import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const repository = fileURLToPath(new URL('../../', import.meta.url))

/** The libraries that publish the TypeScript they were built from, with the options it compiles under. */
export const libraries = {
  rxjs: { module: 'ESNext', moduleResolution: 'Bundler' },
  effect: { module: 'NodeNext', exactOptionalPropertyTypes: true }
}

const created = []
process.on('exit', () => {
  for (const folder of created) rmSync(folder, { recursive: true, force: true })
})

/** A project of the sources of a library and `probes.ts`: as many marked functions, each with another export in its closure. */
export function createLibraryProject(name, probes) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), `keyprint-bench-${name}-`)))
  created.push(folder)
  const sources = join(repository, 'node_modules', name)
  cpSync(join(sources, 'src'), join(folder, 'src'), { recursive: true })
  for (const each of ['typescript', '@types/node', 'undici-types', '@standard-schema/spec', 'fast-check', 'keyprint']) {
    const nested = join(sources, 'node_modules', each)
    const target =
      each === 'keyprint' ? repository : existsSync(nested) ? nested : join(repository, 'node_modules', each)
    const link = join(folder, 'node_modules', each)
    mkdirSync(dirname(link), { recursive: true })
    if (existsSync(target)) symlinkSync(target, link, 'dir')
  }
  const compilerOptions = {
    target: 'ES2022', lib: ['ES2023', 'DOM', 'DOM.Iterable'], strict: true, skipLibCheck: true, types: ['node'],
    rootDir: 'src', outDir: 'out', ...libraries[name]
  } // prettier-ignore
  const plugins = [{ transform: 'keyprint/transformer', transformProgram: true, severity: reportNothing }]
  const write = (file, content) => writeFileSync(join(folder, file), content)
  write('package.json', JSON.stringify({ type: 'module' }))
  write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['src'] }))
  write(
    'tsconfig.keyprint.json',
    JSON.stringify({ compilerOptions: { ...compilerOptions, plugins }, include: ['src'] })
  )
  write('src/probes.ts', probeText(folder, name, probes))
  return folder
}

/** What a probe captures or calls is not what is measured. */
const reportNothing = Object.fromEntries(
  ['KP2001', 'KP2002', 'KP2003', 'KP2005', 'KP2006', 'KP3001', 'KP3002', 'KP3003', 'KP3004', 'KP3005', 'KP3006', 'KP4001']
    .map(code => [code, 'warning'])
) // prettier-ignore

function probeText(folder, name, count) {
  const exported = exportedFunctions(folder, name)
  const chosen = Array.from({ length: count }, (_, index) => exported[index % exported.length])
  const lines = chosen.flatMap(({ module, member }, index) => [
    `import { ${member} as use${index} } from './${module}'`,
    '/** @cached */',
    `export async function probe${index}(input: number): Promise<string> {`,
    `  return describe(use${index}, input + ${index})`,
    '}'
  ])
  const describe = 'const describe = (used: unknown, input: number): string => `${typeof used} ${input}`'
  return [...lines, describe, ''].join('\n')
}

/** Functions that the public modules of the library export, spread evenly over them. */
function exportedFunctions(folder, name) {
  const { config } = ts.readConfigFile(join(folder, 'tsconfig.json'), ts.sys.readFile)
  const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, folder)
  const program = ts.createProgram(fileNames, options)
  const checker = program.getTypeChecker()
  const extension = libraries[name].module === 'NodeNext' ? '.js' : ''
  const found = []
  for (const file of program.getSourceFiles()) {
    const module = /\/src\/((?:internal\/operators\/)?[^/]+)\.ts$/.exec(file.fileName)?.[1]
    const symbol = checker.getSymbolAtLocation(file)
    if (!file.fileName.startsWith(folder) || file.fileName.includes('node_modules') || !module || !symbol) continue
    for (const member of checker.getExportsOfModule(symbol)) {
      const target = member.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(member) : member
      const isFunction =
        target.valueDeclaration !== undefined &&
        checker.getTypeOfSymbolAtLocation(target, file).getCallSignatures().length > 0 &&
        /^\w+$/.test(member.name) &&
        member.name !== 'default'
      if (isFunction) found.push({ module: `${module}${extension}`, member: member.name })
    }
  }
  // The golden ratio steps through all of them before it comes back, and neighbours are far apart.
  const step = Math.max(1, Math.round(found.length * 0.618))
  const coprime = nextCoprime(step, found.length)
  return found.map((_, index) => found[(index * coprime) % found.length])
}

function nextCoprime(from, to) {
  const divisor = (a, b) => (b === 0 ? a : divisor(b, a % b))
  let each = from
  while (divisor(each, to) !== 1) each += 1
  return each
}
