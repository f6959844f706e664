/**
 * Marks in comments: `/** @cached *\/` and `/** @singleton *\/` before a function. Comments are read from the text, since compilers skip
 * documentation comments unless they are told not to.
 */
import type ts from 'typescript'
import type { MarkedForm } from '../model/emit-plan'
import type { Finding } from '../model/finding'
import type { MarkedKind } from '../model/function-closure'
import type { CodeHost } from '../program/code-host'
import type { MarkedFunction, Marks } from './find-marked'
import { pinOfText, readPinLevels } from '../model/pin'
import { NEEDS_PROMISE } from './option-value'
import { nearestTag, readCommentTags, type TagReading } from './read-comment-tag'
import { refuseFunction } from './refuse-function'

export function findCommentMarks(host: CodeHost, file: ts.SourceFile): Marks {
  const marked: MarkedFunction[] = []
  const findings: Finding[] = []
  for (const { reading, node, range } of findTags(host, file)) {
    const target = targetOf(host, node)
    if (reading.is === 'near miss') {
      if (target !== undefined && 'node' in target) {
        const subject = `@${reading.written}`
        findings.push({
          code: 'KP1002',
          subject,
          reason: `@${reading.meant}`,
          location: locateRange(file, range, host, node),
          because: []
        })
      }
      continue
    }
    const location = locateRange(file, range, host, node)
    if (target === undefined || 'reason' in target) {
      const reason = target?.reason ?? 'only functions, constants that hold one function, and methods can be cached'
      findings.push({ code: 'KP1001', subject: describe(host, node), reason, location, because: [] })
      continue
    }
    const refused = refuseFunction(host, target.node)
    if (refused !== undefined) {
      findings.push({ ...refused, subject: target.name, location, because: [] })
      continue
    }
    const { keptBy, options, ignore } = reading.tag
    const wrong = reading.tag.wrong.map(each => ({ ...each, location }))
    const hasTtl = 'ttl' in options
    const needsPromise = NEEDS_PROMISE.filter(name => name in options && options[name] !== false)
    marked.push({
      ...target,
      ...(typeof options.version === 'string' && { version: options.version }),
      ...(typeof options.pin === 'string' && { pin: readPinLevels(pinOfText(options.pin)).levels }),
      ...(typeof options.fingerprint === 'string' && { fingerprint: options.fingerprint }),
      ignoresCode: options.ignoreCode === true || options.fingerprint !== undefined,
      keptBy,
      options,
      ignore,
      hasTtl,
      isAveraged: false,
      needsPromise,
      wrong,
      comment: location
    })
  }
  return { marked, refused: [], findings }
}

interface FoundTag {
  readonly reading: TagReading
  readonly range: ts.CommentRange
  /** The outermost node that the comment stands before. */
  readonly node: ts.Node
}

function findTags(host: CodeHost, file: ts.SourceFile): readonly FoundTag[] {
  const { compiler } = host
  const places = placesOfTags(file.text)
  const found: FoundTag[] = []
  const seen = new Set<number>()
  // The compiler keeps every token that it was once asked for.
  const holdsTag = ({ pos, end }: ts.Node): boolean => places.some(place => pos <= place && place < end)
  const visit = (node: ts.Node): void => {
    if (!holdsTag(node)) return
    if (!compiler.isSourceFile(node) && node.kind !== compiler.SyntaxKind.SyntaxList) {
      // On the line of what stands before, a comment counts as trailing that.
      const trailing = node.pos === 0 ? [] : (compiler.getTrailingCommentRanges(file.text, node.pos) ?? [])
      for (const range of [...trailing, ...(compiler.getLeadingCommentRanges(file.text, node.pos) ?? [])]) {
        if (seen.has(range.pos)) continue
        seen.add(range.pos)
        for (const reading of readCommentTags(file.text.slice(range.pos, range.end)))
          found.push({ reading, range, node })
      }
    }
    // Tokens too: a comment before a closing brace belongs to nothing.
    for (const child of node.getChildren(file)) {
      if (child.kind < compiler.SyntaxKind.FirstJSDocNode || child.kind > compiler.SyntaxKind.LastJSDocNode)
        visit(child)
    }
  }
  visit(file)
  return found
}

/** Where the text of a file, be it a comment or not, reads like a tag. */
function placesOfTags(text: string): readonly number[] {
  return [...text.matchAll(/@([A-Za-z]+)\b/g)]
    .filter(([, word = '']) => nearestTag(word) !== undefined)
    .map(match => match.index)
}

type Target = Omit<
  MarkedFunction,
  'keptBy' | 'options' | 'ignore' | 'hasTtl' | 'isAveraged' | 'needsPromise' | 'ignoresCode' | 'wrong' | 'comment'
>

function targetOf(host: CodeHost, node: ts.Node): Target | { readonly reason: string } | undefined {
  const { compiler } = host
  if (compiler.isFunctionDeclaration(node)) {
    const implementation = node.body === undefined ? implementationOf(host, node) : node
    if (implementation === undefined) return { reason: 'it has no body' }
    return target(implementation, implementation.name?.text ?? 'default', 'function', 'declaration', implementation)
  }
  if (compiler.isVariableStatement(node)) {
    const [declaration, ...more] = node.declarationList.declarations
    if (declaration === undefined || more.length > 0) return { reason: 'the statement declares more than one constant' }
    if ((node.declarationList.flags & compiler.NodeFlags.Const) === 0) return { reason: 'the variable is not a const' }
    return compiler.isIdentifier(declaration.name)
      ? expressionTarget(host, declaration.initializer, declaration.name.text)
      : undefined
  }
  if (compiler.isExportAssignment(node)) return expressionTarget(host, node.expression, 'default')
  if (compiler.isMethodDeclaration(node)) return methodTarget(host, node)
  if (compiler.isPropertyAssignment(node) && compiler.isIdentifier(node.name)) {
    return expressionTarget(host, node.initializer, qualified(host, node.parent, node.name.text))
  }
  return undefined
}

function target(
  node: ts.FunctionLikeDeclaration,
  name: string,
  kind: MarkedKind,
  form: MarkedForm,
  span: ts.Node
): Target {
  return { node, name, kind, form, span, scope: span.parent }
}

function expressionTarget(host: CodeHost, initializer: ts.Expression | undefined, name: string): Target | undefined {
  const { compiler } = host
  let value = initializer
  while (value !== undefined && (compiler.isParenthesizedExpression(value) || compiler.isAsExpression(value)))
    value = value.expression
  if (value === undefined) return undefined
  if (compiler.isArrowFunction(value)) return target(value, name, 'arrow', 'expression', value)
  return compiler.isFunctionExpression(value) ? target(value, name, 'function', 'expression', value) : undefined
}

export function methodTarget(host: CodeHost, node: ts.MethodDeclaration): Target | { readonly reason: string } {
  const { compiler } = host
  if (node.body === undefined) return { reason: 'it has no body' }
  const own = compiler.isComputedPropertyName(node.name) ? node.name.getText() : node.name.text
  if (compiler.isObjectLiteralExpression(node.parent)) {
    if (usesSuper(host, node)) return { reason: 'it uses super, which depends on the object it was written in' }
    return target(node, qualified(host, node.parent, own), 'object-method', 'object-method', node)
  }
  if (compiler.isPrivateIdentifier(node.name)) return { reason: 'a private (#) method cannot be replaced' }
  const isStatic = (compiler.getCombinedModifierFlags(node) & compiler.ModifierFlags.Static) !== 0
  const owner = compiler.isClassLike(node.parent)
    ? (node.parent.name?.text ?? nameOfHolder(host, node.parent))
    : undefined
  const name = owner === undefined ? own : `${owner}.${own}`
  return target(node, name, isStatic ? 'static-method' : 'method', 'method', node)
}

function usesSuper(host: CodeHost, node: ts.Node): boolean {
  if (node.kind === host.compiler.SyntaxKind.SuperKeyword) return true
  return host.compiler.forEachChild(node, child => usesSuper(host, child) || undefined) ?? false
}

function qualified(host: CodeHost, holder: ts.Node, name: string): string {
  const owner = nameOfHolder(host, holder)
  return owner === undefined ? name : `${owner}.${name}`
}

function nameOfHolder(host: CodeHost, node: ts.Node): string | undefined {
  const { parent } = node
  return host.compiler.isVariableDeclaration(parent) && host.compiler.isIdentifier(parent.name)
    ? parent.name.text
    : undefined
}

function implementationOf(host: CodeHost, overload: ts.FunctionDeclaration): ts.FunctionDeclaration | undefined {
  const { compiler } = host
  const symbol = overload.name && host.ownSymbolOf(overload.name)
  const found = symbol?.declarations?.find(each => compiler.isFunctionDeclaration(each) && each.body !== undefined)
  return found !== undefined && compiler.isFunctionDeclaration(found) ? found : undefined
}

function locateRange(
  file: ts.SourceFile,
  range: ts.CommentRange,
  host: CodeHost,
  node: ts.Node
): Finding['location'] & object {
  const { line, character } = file.getLineAndCharacterOfPosition(range.pos)
  const { file: path } = host.locate(node)
  return { file: path, line: line + 1, column: character + 1, offset: range.pos, length: range.end - range.pos }
}

function describe(host: CodeHost, node: ts.Node): string {
  const named = node as { name?: ts.Node }
  const name = named.name !== undefined && host.compiler.isIdentifier(named.name) ? ` '${named.name.getText()}'` : ''
  return `${nounFor(host.compiler, node)}${name}`
}

function nounFor(compiler: typeof ts, node: ts.Node): string {
  if (compiler.isClassLike(node)) return 'the class'
  if (compiler.isAccessor(node)) return 'the accessor'
  if (compiler.isPropertyDeclaration(node)) return 'the field'
  if (compiler.isVariableStatement(node)) return 'this variable'
  if (compiler.isConstructorDeclaration(node)) return 'the constructor'
  if (compiler.isInterfaceDeclaration(node) || compiler.isTypeAliasDeclaration(node)) return 'the type'
  return 'this code'
}
