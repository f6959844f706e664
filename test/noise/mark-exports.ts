import ts from 'typescript'

export interface MarkedText {
  readonly text: string
  /** How many functions were marked. */
  readonly count: number
}

/** Marks every exported function of a module: declarations, constants that hold one function, methods of exported classes. */
export function markExports(file: string, text: string): MarkedText {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const exported = source.statements.filter(statement => hasModifier(statement, ts.ModifierFlags.Export))
  const methods = exported.flatMap(each => (ts.isClassDeclaration(each) ? each.members.filter(isPublicMethod) : []))
  const places = [...exported.filter(holdsFunction), ...methods].map(each => each.getStart()).sort((a, b) => b - a)
  const marked = places.reduce(
    (before, place) => `${before.slice(0, place)}/** @cached */ ${before.slice(place)}`,
    text
  )
  return { text: marked, count: places.length }
}

function hasModifier(node: ts.Node, flag: ts.ModifierFlags): boolean {
  return (ts.getCombinedModifierFlags(node as ts.Declaration) & flag) !== 0
}

/** Of an overloaded function only the implementation has a body. A generator cannot be cached. */
function isMarkable(node: ts.FunctionDeclaration | ts.MethodDeclaration | ts.FunctionExpression): boolean {
  return node.body !== undefined && node.asteriskToken === undefined
}

function holdsFunction(statement: ts.Statement): boolean {
  if (ts.isFunctionDeclaration(statement)) return isMarkable(statement)
  if (!ts.isVariableStatement(statement) || (statement.declarationList.flags & ts.NodeFlags.Const) === 0) return false
  const [declaration, ...more] = statement.declarationList.declarations
  const value = declaration?.initializer
  if (value === undefined || more.length > 0) return false
  return ts.isArrowFunction(value) || (ts.isFunctionExpression(value) && isMarkable(value))
}

function isPublicMethod(member: ts.ClassElement): member is ts.MethodDeclaration {
  if (!ts.isMethodDeclaration(member) || !ts.isIdentifier(member.name) || !isMarkable(member)) return false
  return !hasModifier(member, ts.ModifierFlags.Private | ts.ModifierFlags.Protected)
}
