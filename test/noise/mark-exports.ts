import ts from 'typescript'

export interface MarkedText {
  readonly text: string
  /** How many functions were marked. */
  readonly count: number
}

/** Marks every exported function of a module: declarations, and constants that hold one function. */
export function markExports(file: string, text: string): MarkedText {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const places = source.statements.filter((statement) => isExported(statement) && holdsFunction(statement)).map((each) => each.getStart())
  const marked = places.reverse().reduce((before, place) => `${before.slice(0, place)}/** @cached */ ${before.slice(place)}`, text)
  return { text: marked, count: places.length }
}

function isExported(statement: ts.Statement): boolean {
  return (ts.getCombinedModifierFlags(statement as unknown as ts.Declaration) & ts.ModifierFlags.Export) !== 0
}

function holdsFunction(statement: ts.Statement): boolean {
  // Of an overloaded function only the implementation has a body. A generator cannot be cached.
  if (ts.isFunctionDeclaration(statement)) return statement.body !== undefined && statement.asteriskToken === undefined
  if (!ts.isVariableStatement(statement) || (statement.declarationList.flags & ts.NodeFlags.Const) === 0) return false
  const [declaration, ...more] = statement.declarationList.declarations
  const value = declaration?.initializer
  if (value === undefined || more.length > 0) return false
  return ts.isArrowFunction(value) || (ts.isFunctionExpression(value) && value.asteriskToken === undefined)
}
