/**
 * Where a function that ran stands in what keyprint reports of an entry. Read from the reported places, the syntax and
 * the symbols of the compiler, with no code of the analyzer.
 */
import { join } from 'node:path'
import ts from 'typescript'
import type { FunctionClosure } from '../../transformer/model/function-closure'
import type { Location } from '../../transformer/model/location'
import type { OpenedLibrary } from './libraries'

export interface ClosureReach {
  /** The function is code of the closure, or nested in such code. */
  isFound(node: ts.Node): boolean
  /** The function can be reached from what is named at a place, through code that is not found. */
  isReachable(node: ts.Node, from: Location): boolean
}

export function reachOf({ folder, program }: OpenedLibrary, closure: FunctionClosure): ClosureReach {
  const checker = program.getTypeChecker()
  const nodeAt = ({ file, offset, length }: Location): ts.Node | undefined => {
    const source = program.getSourceFile(join(folder, file))
    return source && innermostAt(source, offset, offset + length)
  }
  const found = new Set([closure, ...closure.callees].map(({ location }) => declarationOf(nodeAt(location))))
  const isFound = (node: ts.Node): boolean => isWithin(node, found)

  function reachedFrom(location: Location): ReadonlySet<ts.Node> {
    const reached = new Set<ts.Node>()
    const follow = (node: ts.Node): void => {
      if (ts.isIdentifier(node)) declarationsNamed(checker, node).forEach(reach)
      ts.forEachChild(node, follow)
    }
    const reach = (declaration: ts.Node): void => {
      const isOfProgram = declaration.getSourceFile().fileName.startsWith(folder)
      if (reached.has(declaration) || isFound(declaration) || !isOfProgram) return
      reached.add(declaration)
      follow(declaration)
    }
    const start = nodeAt(location)
    if (start !== undefined) follow(start)
    return reached
  }
  return { isFound, isReachable: (node, from) => isWithin(node, reachedFrom(from)) }
}

function isWithin(node: ts.Node, outer: ReadonlySet<ts.Node | undefined>): boolean {
  for (let each: ts.Node | undefined = node; each !== undefined; each = each.parent) if (outer.has(each)) return true
  return false
}

/** The node of exactly this place, or the innermost one around it. */
function innermostAt(source: ts.SourceFile, start: number, end: number): ts.Node | undefined {
  let found: ts.Node | undefined
  const visit = (node: ts.Node): void => {
    if (start < node.getStart(source) || end > node.end) return
    found = node
    if (node.getStart(source) < start || node.end > end) ts.forEachChild(node, visit)
  }
  ts.forEachChild(source, visit)
  return found
}

/** The place of something that has a name is its name. */
function declarationOf(node: ts.Node | undefined): ts.Node | undefined {
  const isName = node !== undefined && 'name' in node.parent && node.parent.name === node
  return isName ? node.parent : node
}

/** What an identifier means. Names of properties mean nothing here: whose they are is only known at run time. */
function declarationsNamed(checker: ts.TypeChecker, node: ts.Identifier): readonly ts.Node[] {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) return []
  const symbol = ts.isShorthandPropertyAssignment(parent)
    ? checker.getShorthandAssignmentValueSymbol(parent)
    : checker.getSymbolAtLocation(node)
  if (symbol === undefined) return []
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
  const declaration = target.valueDeclaration
  if (declaration === undefined) return []
  // What a pattern takes out of a value comes with the value.
  return [ts.isBindingElement(declaration) ? ts.walkUpBindingElementsAndPatterns(declaration) : declaration]
}
