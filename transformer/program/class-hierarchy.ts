/**
 * Which classes of the program extend which.
 *
 * In: all classes, and where a symbol is mentioned. Out: the subclasses of a class. What a class extends may be any
 * expression: it is judged by its type, and for the parameter of a mixin by what the mixin is given. A class that is chosen in a
 * way that no type tells is missed; the run time then does not know its instances, and runs what is called on them.
 */
import type ts from 'typescript'

export interface ClassHierarchy {
  /** Classes that extend the class, directly or not. */
  subclassesOf(declaration: ts.ClassLikeDeclaration): readonly ts.ClassLikeDeclaration[]
  /** The classes that a class can extend directly, or nothing where one is chosen that the build does not see. */
  basesOf(declaration: ts.ClassLikeDeclaration): readonly ts.ClassLikeDeclaration[] | undefined
}

export interface HierarchySources {
  readonly compiler: typeof ts
  readonly checker: ts.TypeChecker
  readonly classes: () => readonly ts.ClassLikeDeclaration[]
  readonly symbolOf: (node: ts.Node) => ts.Symbol | undefined
  readonly mentionsOf: (symbol: ts.Symbol) => readonly ts.Node[]
}

export function createClassHierarchy(sources: HierarchySources): ClassHierarchy {
  const { compiler, checker } = sources
  const bases = new Map<ts.ClassLikeDeclaration, ReadonlySet<ts.Node> | undefined>()
  const subclasses = new Map<ts.ClassLikeDeclaration, readonly ts.ClassLikeDeclaration[]>()

  /** What a class can extend; nothing for a mixin that is not only called. */
  function basesOf(declaration: ts.ClassLikeDeclaration): ReadonlySet<ts.Node> | undefined {
    if (!bases.has(declaration)) bases.set(declaration, findBases(declaration))
    return bases.get(declaration)
  }

  function findBases(declaration: ts.ClassLikeDeclaration): ReadonlySet<ts.Node> | undefined {
    const clause = declaration.heritageClauses?.find(each => each.token === compiler.SyntaxKind.ExtendsKeyword)
    const expression = clause?.types[0]?.expression
    if (expression === undefined) return new Set()
    const base = sources.symbolOf(expression)?.valueDeclaration
    if (base !== undefined && compiler.isClassLike(base)) return new Set([base])
    if (base !== undefined && compiler.isParameter(base)) {
      const given = givenTo(base)
      return given && new Set(given.flatMap(classesMadeBy))
    }
    const { symbol } = declaration as { symbol?: ts.Symbol }
    const type = symbol && (checker.getDeclaredTypeOfSymbol(symbol) as ts.InterfaceType)
    const byType = type === undefined ? [] : (checker.getBaseTypes(type) ?? []).flatMap(classesIn)
    return new Set([
      ...byType,
      ...branches(compiler, expression).flatMap(each => classesMadeBy(checker.getTypeAtLocation(each)))
    ])
  }

  /** The types of what is given for a parameter, if every mention of its function is a call. */
  function givenTo(parameter: ts.ParameterDeclaration): readonly ts.Type[] | undefined {
    const owner = parameter.parent
    const name = nameOfFunction(compiler, owner)
    const symbol = name && sources.symbolOf(name)
    if (symbol === undefined || parameter.dotDotDotToken !== undefined) return undefined
    const index = owner.parameters.indexOf(parameter)
    const types: ts.Type[] = []
    for (const mention of sources.mentionsOf(symbol)) {
      if (mention === name || isImportOrExport(compiler, mention)) continue
      const isMember =
        compiler.isPropertyAccessExpression(mention.parent) || compiler.isElementAccessExpression(mention.parent)
      const callee = isMember ? mention.parent : mention
      const call = callee.parent
      if (!compiler.isCallExpression(call) || call.expression !== callee) return undefined
      const given = call.arguments[index]
      if (given === undefined || call.arguments.some(compiler.isSpreadElement)) return undefined
      const type = checker.getTypeAtLocation(given)
      if (classesMadeBy(type).length === 0) return undefined
      types.push(type)
    }
    return types
  }

  /** The classes of the instances that a constructor makes. */
  function classesMadeBy(constructor: ts.Type): readonly ts.Node[] {
    const type = checker.getBaseConstraintOfType(constructor) ?? constructor
    const parts = type.isUnionOrIntersection() ? [type, ...type.types] : [type]
    return parts.flatMap(part => part.getConstructSignatures().flatMap(each => classesIn(each.getReturnType())))
  }

  function classesIn(type: ts.Type): readonly ts.Node[] {
    if (type.isUnionOrIntersection()) return type.types.flatMap(classesIn)
    const declaration = type.getSymbol()?.valueDeclaration
    return declaration === undefined ? [] : [declaration]
  }

  function findSubclasses(declaration: ts.ClassLikeDeclaration): readonly ts.ClassLikeDeclaration[] {
    const found = new Set<ts.Node>([declaration])
    for (let size = 0; size !== found.size;) {
      size = found.size
      for (const each of sources.classes()) {
        if ([...(basesOf(each) ?? [])].some(base => found.has(base))) found.add(each)
      }
    }
    return sources.classes().filter(each => each !== declaration && found.has(each))
  }

  return {
    subclassesOf(declaration) {
      const known = subclasses.get(declaration) ?? findSubclasses(declaration)
      subclasses.set(declaration, known)
      return known
    },
    basesOf(declaration) {
      const found = basesOf(declaration)
      return found && sources.classes().filter(each => found.has(each))
    }
  }
}

/** Both of `condition ? A : B`, whose types may be merged into one. */
function branches(compiler: typeof ts, expression: ts.Expression): readonly ts.Expression[] {
  if (compiler.isParenthesizedExpression(expression)) return branches(compiler, expression.expression)
  if (!compiler.isConditionalExpression(expression)) return []
  return [expression.whenTrue, expression.whenFalse].flatMap(each => [each, ...branches(compiler, each)])
}

/** `mixin` in `function mixin(base) {…}` and `const mixin = (base) => …`. */
function nameOfFunction(compiler: typeof ts, owner: ts.Node): ts.Identifier | undefined {
  if (compiler.isFunctionDeclaration(owner)) return owner.name
  const { parent } = owner
  const isConstant =
    compiler.isVariableDeclaration(parent) &&
    parent.initializer === owner &&
    (compiler.getCombinedNodeFlags(parent) & compiler.NodeFlags.Const) !== 0
  return isConstant && compiler.isIdentifier(parent.name) ? parent.name : undefined
}

function isImportOrExport(compiler: typeof ts, mention: ts.Node): boolean {
  const { parent } = mention
  return (
    compiler.isImportSpecifier(parent) ||
    compiler.isExportSpecifier(parent) ||
    compiler.isImportClause(parent) ||
    compiler.isExportAssignment(parent) ||
    compiler.isTypeQueryNode(parent)
  )
}
