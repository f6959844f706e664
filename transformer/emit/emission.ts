import type ts from 'typescript'
import type { AssignedFunctionPlan, ClassPlan, FilePlan, MarkedCall, MarkedForm } from '../model/emit-plan'

/** What every part of the emission of one file needs. */
export interface Emission {
  readonly compiler: typeof ts
  readonly factory: ts.NodeFactory
  /** The name under which the runtime is imported in this file. */
  readonly runtime: ts.Identifier
  readonly nodes: PlannedNodes
  /** In static code of a decorated class TypeScript will turn `this` into undefined, though not the class's name. */
  readonly losesStaticThis: boolean
}

/** The nodes of a file that its plan speaks of by their offsets. */
export interface PlannedNodes {
  readonly marked: ReadonlyMap<ts.Node, MarkedCall>
  /** Functions that are told apart by their token, where they are assigned. */
  readonly assigned: ReadonlyMap<ts.Node, AssignedFunctionPlan>
  /** Classes that tell the hash of their code. */
  readonly classes: ReadonlyMap<ts.Node, ClassPlan>
  /** The identifier, or `this`, that starts at an offset. */
  readonly anchor: (offset: number) => ts.Node
  /** Marked nodes and everything around them: all other nodes stay as they are. */
  readonly touched: ReadonlySet<ts.Node>
}

/**
 * Finds the nodes of a plan.
 *
 * @throws when the plan was made for another text than that of `file`.
 */
export function findPlannedNodes(compiler: typeof ts, file: ts.SourceFile, plan: FilePlan): PlannedNodes {
  const marked = new Map<ts.Node, MarkedCall>()
  const touched = new Set<ts.Node>([file])
  for (const call of plan.marked) {
    const path = pathTo(compiler, file, call.start, call.end)
    const depth = path.findIndex(
      (node, index) =>
        node.getStart(file) === call.start &&
        node.end === call.end &&
        carriesMark(compiler, call.form, node, path[index - 1])
    )
    const node = path[depth]
    if (!node) throw misplaced(plan, call.form, call.start)
    marked.set(node, call)
    for (const enclosing of path.slice(0, depth + 1)) touched.add(enclosing)
  }
  const assigned = new Map<ts.Node, AssignedFunctionPlan>()
  for (const each of plan.assigned ?? []) {
    const path = pathTo(compiler, file, each.start, each.end)
    const depth = path.findIndex(node => node.getStart(file) === each.start && node.end === each.end)
    const node = path[depth]
    if (!node) throw misplaced(plan, 'function', each.start)
    assigned.set(node, each)
    for (const enclosing of path.slice(0, depth + 1)) touched.add(enclosing)
  }
  const classes = new Map<ts.Node, ClassPlan>()
  for (const each of plan.classes ?? []) {
    const path = pathTo(compiler, file, each.start, each.end)
    const depth = path.findIndex(
      node => compiler.isClassLike(node) && node.getStart(file) === each.start && node.end === each.end
    )
    const node = path[depth]
    if (!node) throw new Error(`keyprint: ${plan.file} has no class at offset ${each.start}, where its plan has one`)
    classes.set(node, each)
    for (const enclosing of path.slice(0, depth + 1)) touched.add(enclosing)
  }
  const anchor = (offset: number): ts.Node => {
    const node = pathTo(compiler, file, offset, offset + 1).find(
      candidate =>
        candidate.getStart(file) === offset &&
        (compiler.isIdentifier(candidate) || candidate.kind === compiler.SyntaxKind.ThisKeyword)
    )
    if (!node) throw misplaced(plan, 'identifier', offset)
    return node
  }
  return { marked, assigned, classes, anchor, touched }
}

function misplaced({ file }: FilePlan, what: string, offset: number): Error {
  return new Error(`keyprint: ${file} has no ${what} at offset ${offset}, where its plan has one`)
}

/** The nodes that hold the span, outermost first. */
function pathTo(compiler: typeof ts, file: ts.SourceFile, start: number, end: number): ts.Node[] {
  const path: ts.Node[] = []
  const descend = (node: ts.Node): void => {
    if (node.pos > start || node.end < end || node.getStart(file) > start) return
    path.push(node)
    compiler.forEachChild(node, descend)
  }
  descend(file)
  return path
}

function carriesMark(compiler: typeof ts, form: MarkedForm, node: ts.Node, parent: ts.Node | undefined): boolean {
  switch (form) {
    case 'declaration':
      return compiler.isFunctionDeclaration(node)
    case 'expression':
      return compiler.isArrowFunction(node) || compiler.isFunctionExpression(node)
    case 'method':
      return compiler.isMethodDeclaration(node) && parent !== undefined && compiler.isClassLike(parent)
    case 'object-method':
      return compiler.isMethodDeclaration(node) && parent !== undefined && compiler.isObjectLiteralExpression(parent)
    case 'decorator':
      return compiler.isDecorator(node)
    case 'wrapper':
    case 'block':
      return compiler.isCallExpression(node)
  }
}
