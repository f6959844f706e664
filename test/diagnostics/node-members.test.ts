/** Every function and value that Node's modules export by their types is reported, or was judged to compute only. */
import { join } from 'node:path'
import ts from 'typescript'
import { effectOf } from '../../transformer/diagnostics/effects'
import { expectFile } from '../fixtures/expected-file'
import { programOf } from '../support/analyze-sources'

const program = programOf({ 'main.ts': 'export {}' })
const checker = program.getTypeChecker()

/** `util` is `node:util` by another name. */
const modules = checker.getAmbientModules().filter(({ name }) => name.startsWith('"node:'))

/** What a class has of itself is used by its name: `Buffer.from`. */
function membersOf(symbol: ts.Symbol): readonly string[] {
  const isClass = (symbol.flags & ts.SymbolFlags.Class) !== 0
  const own = isClass ? [...(symbol.exports?.values() ?? [])] : []
  const values = own.filter(each => each.name !== 'prototype' && (each.flags & ts.SymbolFlags.Value) !== 0)
  return [symbol.name, ...values.map(each => `${symbol.name}.${each.name}`)]
}

/** What stands behind `export =`, where that is an object. */
function membersOfAssigned(module: ts.Symbol): readonly ts.Symbol[] {
  const assigned = module.exports?.get(ts.InternalSymbolName.ExportEquals)
  const target =
    assigned && (assigned.flags & ts.SymbolFlags.Alias) !== 0 ? checker.getAliasedSymbol(assigned) : assigned
  if (target === undefined || (target.flags & ts.SymbolFlags.Variable) === 0) return []
  return checker.getPropertiesOfType(checker.getTypeOfSymbol(target))
}

function exportsOf(module: ts.Symbol): readonly string[] {
  const exported = [...checker.getExportsOfModule(module), ...membersOfAssigned(module)].map(each => {
    const target = (each.flags & ts.SymbolFlags.Alias) === 0 ? each : checker.getAliasedSymbol(each)
    return { name: each.name, target }
  })
  const values = exported.filter(
    ({ name, target }) => name !== 'default' && (target.flags & ts.SymbolFlags.Value) !== 0
  )
  const names = values.flatMap(({ name, target }) => membersOf(target).map(each => each.replace(target.name, name)))
  return [...new Set(names)].filter(name => name !== 'prototype' && !name.startsWith('__@')).sort()
}

function isReported(pin: string, member: string): boolean {
  const forms = ['call', 'new', 'read'] as const
  return forms.some(form => [0, 1, 2].some(count => effectOf({ pin, member, form, arguments: count }) !== undefined))
}

test('each was judged', () => {
  const sections = modules
    .map(module => ({ pin: module.name.slice(1, -1), names: exportsOf(module) }))
    .sort((a, b) => (a.pin < b.pin ? -1 : 1))
    .map(({ pin, names }) => {
      const computing = names.filter(name => !isReported(pin, name))
      const rest = names.length - computing.length
      return `## ${pin}\n\nreported: ${rest} of ${names.length}\n\n${computing.join(', ')}`.trimEnd()
    })
  expect(sections.length).toBeGreaterThan(40)
  expectFile(
    join(__dirname, 'node-members.md'),
    `# What of Node is taken to compute only\n\n${sections.join('\n\n')}\n`
  )
})
