/** Declarations in other places, beside others, and with other types. */
import ts from 'typescript'
import { editFiles, editProgram, visitAll, type AddEdit, type Transformation } from '../edits'

/** Functions and types are there before the first statement runs: they may stand anywhere among the others. */
export const shuffled: Transformation = {
  name: 'functions and types declared elsewhere in their block',
  apply: sources =>
    editFiles(sources, (file, add) =>
      visitAll(file, node => {
        if (ts.isSourceFile(node) || (ts.isBlock(node) && ts.isFunctionLike(node.parent))) shuffle(node.statements, add)
      })
    )
}

/** Each place takes another of the declarations, the last one first. Overloads of one function stay together. */
function shuffle(statements: readonly ts.Statement[], add: AddEdit): void {
  const groups: ts.Statement[][] = []
  for (const each of statements.filter(isHoisted)) {
    const before = groups.at(-1)?.at(-1)
    const isOverload = before !== undefined && ts.isFunctionDeclaration(before) && before.body === undefined
    if (isOverload) groups.at(-1)?.push(each)
    else groups.push([each])
  }
  // A nested edit would be lost: only the outermost that hold no others are exchanged.
  const movable = groups.filter(group => group.every(each => !holdsHoisted(each)))
  movable.forEach((group, index) => {
    const other = movable[movable.length - 1 - index]
    if (other === undefined || other === group) return
    const [first, last] = [group[0], group.at(-1)]
    if (first && last) add(first.getStart(), last.end, other.map(each => each.getText()).join('\n'))
  })
}

function isHoisted(statement: ts.Statement): boolean {
  return (
    ts.isFunctionDeclaration(statement) || ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)
  )
}

/** Whether a function has more than one declaration of its own to exchange. */
function holdsHoisted(statement: ts.Statement): boolean {
  let holds = false
  ts.forEachChild(statement, child => visitAll(child, each => (holds ||= ts.isStatement(each) && isHoisted(each))))
  return holds
}

export const unrelated: Transformation = {
  name: 'unrelated declarations added to every file',
  apply: sources => {
    let count = 0
    return editFiles(sources, (file, add) => {
      const own = (count += 1)
      const before = file.statements.find(each => !ts.isImportDeclaration(each) && !isDirective(each))
      const start = before?.getFullStart() ?? file.end
      add(start, start, `\nfunction unrelatedFirst${own}(value: number): number { return value * ${own} }\n`)
      add(
        file.end,
        file.end,
        `
let unrelatedState${own} = unrelatedFirst${own}(1)
export const unrelatedTable${own} = { value: [${own}] }
export interface UnrelatedShape${own} { readonly value: string }
export enum UnrelatedChoice${own} { One, Two }
export class UnrelatedPlace${own} { value = ${own}; move() { return (this.value += 1) } }
export function unrelatedLast${own}() { unrelatedTable${own}.value.push(unrelatedState${own} += 1) }
`
      )
    })
  }
}

function isDirective(statement: ts.Statement): boolean {
  return ts.isExpressionStatement(statement) && ts.isStringLiteral(statement.expression)
}

/** Only what needs no name to be written down. */
export const annotated: Transformation = {
  name: 'types written down where they were inferred',
  apply: sources =>
    editProgram(sources, (file, checker, add) =>
      visitAll(file, node => {
        const text = inferredType(node, checker)
        if (text === undefined) return
        if (ts.isVariableDeclaration(node)) add(node.name.end, node.name.end, `: ${text}`)
        else if (ts.isFunctionLike(node) && 'body' in node) {
          const close = node.getChildren().find(each => each.kind === ts.SyntaxKind.CloseParenToken)
          if (close !== undefined) add(close.end, close.end, `: ${text}`)
        }
      })
    )
}

const PRIMITIVE = ts.TypeFlags.NumberLike | ts.TypeFlags.StringLike | ts.TypeFlags.BooleanLike | ts.TypeFlags.Void

function inferredType(node: ts.Node, checker: ts.TypeChecker): string | undefined {
  let type: ts.Type | undefined
  if (ts.isVariableDeclaration(node)) {
    if (node.type !== undefined || node.initializer === undefined || !ts.isIdentifier(node.name)) return undefined
    type = checker.getTypeAtLocation(node.name)
  } else if (isImplementation(node) && node.type === undefined) {
    const isSpecial = node.asteriskToken !== undefined || ts.isConstructorDeclaration(node) || ts.isSetAccessor(node)
    if (isSpecial || ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Async) return undefined
    const signature = checker.getSignatureFromDeclaration(node)
    if (signature === undefined || checker.getTypePredicateOfSignature(signature) !== undefined) return undefined
    type = checker.getReturnTypeOfSignature(signature)
  }
  if (type === undefined) return undefined
  const parts = type.isUnion() ? type.types : [type]
  const isPrimitive = parts.every(each => (each.flags & PRIMITIVE) !== 0 && (each.flags & ts.TypeFlags.EnumLike) === 0)
  return isPrimitive ? checker.typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation) : undefined
}

function isImplementation(node: ts.Node): node is ts.FunctionLikeDeclaration {
  return ts.isFunctionLike(node) && 'body' in node && node.body !== undefined
}

/** `satisfies` checks a type and leaves the expression its own. */
export const asserted: Transformation = {
  name: 'types asserted of arguments',
  apply: sources =>
    editFiles(sources, (file, add) =>
      visitAll(file, node => {
        if (!ts.isCallExpression(node) || ts.findAncestor(node, ts.isDecorator)) return
        for (const each of node.arguments.filter(ts.isIdentifier)) add(each.end, each.end, ' satisfies unknown')
      })
    )
}
