/**
 * What code reads of a JSON file that it loads by `require('./rates.json')`, whose type says nothing.
 *
 * In: the call. Out: the paths in the file that are read, by the text alone. Invariant: a use that is not understood, or
 * that gets hold of an object of the file, leaves all of them unknown.
 */
import type ts from 'typescript'
import type { StaticValue } from '../model/static-value'
import type { CodeHost } from '../program/code-host'
import { evaluateConstant, staticName } from './evaluate-constant'
import { isHarmlessRead } from './harmless-read'
import { contentOf } from './json-syntax'
import { isCalled, isWritten, memberPath } from './member-path'
import { wrapped } from './unwrap'

type Path = readonly string[]
type Paths = readonly Path[] | undefined

export function pathsRequired(host: CodeHost, call: ts.CallExpression, file: ts.SourceFile): Paths {
  const content = contentOf(host.compiler, file)
  const value = content && evaluateConstant(host, content, () => undefined)
  return value && new Reading(host, value).by(call, [])
}

class Reading {
  constructor(
    private readonly host: CodeHost,
    private readonly content: StaticValue
  ) {}

  /** @param at where in the file the expression leads */
  by(expression: ts.Expression, at: Path): Paths {
    const { compiler } = this.host
    const use = memberPath(compiler, expression)
    const path = [...at, ...use.links.map(link => link.name)]
    const node = wrapped(compiler, use.expression)
    const { parent } = node
    if (isWritten(compiler, node)) return undefined
    if (this.isPrimitive(path)) return isCalled(compiler, use.expression) ? undefined : [path]
    if (compiler.isVariableDeclaration(parent) && parent.initializer === node) return this.ofConstant(parent, path)
    return use.called === undefined && isHarmlessRead(this.host, use.expression) ? [path] : undefined
  }

  /** What is not there at all is as good as a text or a number. */
  private isPrimitive(path: Path): boolean {
    let value: StaticValue | undefined = this.content
    for (const name of path) {
      if (value?.kind === 'array') {
        if (name === 'length') return true
        if (!/^\d+$/.test(name)) return false
        value = value.items[Number(name)]
      } else if (value?.kind === 'object') {
        value = value.properties.find(([key]) => key === name)?.[1]
        // Objects have members that no file names.
        if (value === undefined && name in Object.prototype) return false
      } else break
    }
    return value?.kind !== 'object' && value?.kind !== 'array'
  }

  private ofConstant(declaration: ts.VariableDeclaration, path: Path): Paths {
    const { compiler } = this.host
    const isConstant = (compiler.getCombinedNodeFlags(declaration) & compiler.NodeFlags.Const) !== 0
    const isExported = (compiler.getCombinedModifierFlags(declaration) & compiler.ModifierFlags.Export) !== 0
    return isConstant && !isExported ? this.ofName(declaration.name, path) : undefined
  }

  private ofName(name: ts.BindingName, path: Path): Paths {
    const { compiler } = this.host
    if (compiler.isIdentifier(name)) {
      if (this.isPrimitive(path)) return [path]
      const symbol = this.host.ownSymbolOf(name)
      const mentions = symbol && this.host.mentionsOf(symbol).filter(each => each !== name)
      return mentions && all(mentions.map(each => this.by(each as ts.Expression, path)))
    }
    if (compiler.isArrayBindingPattern(name)) return undefined
    return all(
      name.elements.map(element => {
        const key = element.propertyName ?? element.name
        const isPattern = compiler.isObjectBindingPattern(key) || compiler.isArrayBindingPattern(key)
        const member = isPattern || element.dotDotDotToken !== undefined ? undefined : staticName(compiler, key)
        return member === undefined ? undefined : this.ofName(element.name, [...path, member])
      })
    )
  }
}

function all(found: readonly Paths[]): Paths {
  return found.includes(undefined) ? undefined : found.flatMap(each => each ?? [])
}
