/** Writes a program down as TypeScript, in one of many ways. */
import type { Body, Declaration, Expression, Program } from './model'

/** What cannot matter to any result. */
export interface Style {
  /** Before the names of all but the marked functions. */
  readonly prefix: string
  /** Names of the parameters and the local of a function. */
  readonly locals: readonly string[]
  /** How many declarations a file holds. */
  readonly files: number
  /** Function declarations stand in the other order, before everything else of their file. */
  readonly isReversed: boolean
  readonly hasComments: boolean
  readonly hasParentheses: boolean
  readonly hasTypes: boolean
  readonly usesNamespaces: boolean
  /** Each file holds code that nothing uses. */
  readonly hasStrangers: boolean
}

export const PLAIN: Style = {
  prefix: '',
  locals: ['a', 'b', 'c'],
  files: 3,
  isReversed: false,
  hasComments: false,
  hasParentheses: false,
  hasTypes: true,
  usesNamespaces: false,
  hasStrangers: false
}

/** Texts by name of the file. `main.ts` exports `run`, which gives the results of all calls as texts. */
export function render(program: Program, style: Style): Readonly<Record<string, string>> {
  return new Renderer(program, style).files()
}

interface Scope {
  /** How many declarations come before. */
  readonly before: number
  readonly locals: readonly string[]
  readonly file: number
}

class Renderer {
  private readonly imports = new Map<number, Set<number>>()

  constructor(
    private readonly program: Program,
    private readonly style: Style
  ) {}

  files(): Readonly<Record<string, string>> {
    const count = Math.ceil(this.program.declarations.length / this.style.files)
    const files: Record<string, string> = {}
    for (let file = 0; file < count; file += 1) files[`part${file}.ts`] = this.file(file)
    return { ...files, 'main.ts': this.main() }
  }

  private file(file: number): string {
    const hoisted: string[] = []
    const others: string[] = []
    const { declarations } = this.program
    declarations.forEach((declaration, index) => {
      if (this.fileOf(index) !== file) return
      for (const text of this.declaration(declaration, index)) {
        const isFunction = /^(\/\*\* @cached \*\/\n)?export function /.test(text)
        ;(this.style.isReversed && isFunction ? hoisted : others).push(text)
      }
    })
    const { hasComments, hasStrangers } = this.style
    const strangers = hasStrangers
      ? [`export let stranger${file} = 1`, `export function count${file}() { return (stranger${file} += 1) }`]
      : []
    const statements = [...strangers, ...hoisted.reverse(), ...others]
    const lines = hasComments ? statements.map(each => `// What follows is commented.\n${each} /* end */`) : statements
    return [...this.importLines(file), ...lines, ''].join('\n')
  }

  private importLines(file: number): string[] {
    const used = this.imports.get(file) ?? new Set<number>()
    const sources = [...new Set([...used].map(index => this.fileOf(index)))].sort()
    return sources.map(source => {
      if (this.style.usesNamespaces) return `import * as from${source} from './part${source}'`
      const names = [...used].filter(index => this.fileOf(index) === source).map(index => this.name(index))
      return `import { ${[...new Set(names)].join(', ')} } from './part${source}'`
    })
  }

  private main(): string {
    const { declarations } = this.program
    const marked = declarations.flatMap(({ kind }, index) => (kind === 'marked' ? [index] : []))
    const changed = declarations.flatMap((each, index) => (changes(each) ? [index] : []))
    const lines = [
      ...marked.map(index => `import { ${this.name(index)} } from './part${this.fileOf(index)}'`),
      ...changed.map(index => `import { change${index} } from './part${this.fileOf(index)}'`),
      'const results: string[] = []',
      'function call(work: (a: number, b: number) => unknown, a: number, b: number) {',
      '  try { results.push(String(work(a, b))) } catch (error) { results.push(`thrown ${String(error)}`) }',
      '}',
      'function callAll() {',
      ...marked.flatMap(index => INPUTS.map(input => `  call(${this.name(index)}, ${input})`)),
      '}',
      'export function run() {',
      '  callAll()',
      ...changed.flatMap(index => [`  change${index}()`, '  callAll()']),
      '  return results',
      '}',
      ''
    ]
    return lines.join('\n')
  }

  private fileOf(index: number): number {
    return Math.floor(index / this.style.files)
  }

  private name(index: number): string {
    const kind = this.program.declarations[index]?.kind ?? ''
    return kind === 'marked' ? `marked${index}` : `${this.style.prefix}${kind}${index}`
  }

  /** The name as it is written in a file. */
  private use(index: number, file: number): string {
    const source = this.fileOf(index)
    if (source === file) return this.name(index)
    this.imports.set(file, (this.imports.get(file) ?? new Set()).add(index))
    return this.style.usesNamespaces ? `from${source}.${this.name(index)}` : this.name(index)
  }

  private declaration(declaration: Declaration, index: number): readonly string[] {
    const name = this.name(index)
    const type = this.style.hasTypes ? ': number' : ''
    const change = (text: string) => `export function change${index}() { ${text} }`
    const scope: Scope = { before: index, locals: [], file: this.fileOf(index) }
    switch (declaration.kind) {
      case 'constant':
        return [`export const ${name}${type} = ${declaration.value}`]
      case 'variable':
        return [`export let ${name}${type} = ${declaration.value}`, change(`${name} += ${declaration.step}`)]
      case 'record': {
        const [x, y] = declaration.values
        const texts = [`export const ${name} = { x: ${x}, inner: { y: ${y} } }`]
        return [...texts, ...recordChange(name, declaration).map(change)]
      }
      case 'list':
        return [
          `export const ${name}${this.style.hasTypes ? ': number[]' : ''} = [${declaration.values.join(', ')}]`,
          ...listChange(name, declaration).map(change)
        ]
      case 'enumeration':
        return [`export enum ${name} { One = ${declaration.values[0]}, Two = ${declaration.values[1]} }`]
      case 'table': {
        const [first, second] = declaration.values
        const text = `export const ${name} = new Map([[0, ${first}], [1, ${second}]])`
        return [text, change(`${name}.set(0, (${name}.get(0) ?? 0) + ${declaration.step})`)]
      }
      case 'computed':
        return [`export const ${name} = ${this.expression(declaration.value, scope)}`]
      case 'function':
        return [this.functionText(declaration, name, scope)]
      case 'factory': {
        const [a, b, c] = this.localNames()
        const body = this.body(declaration.body, { ...scope, locals: [a, b, c] })
        const make = `function make${name}(${c}: number) { return (${a}: number, ${b}: number)${type} => { ${body} } }`
        return [make, `export const ${name} = make${name}(${declaration.value})`]
      }
      case 'class':
        return this.classText(declaration, index, scope)
      case 'choice': {
        // Of two functions that are not of the program keyprint could not say which one it is.
        const others = ['first', 'second'].map(each => `export function ${each}${index}(a: number) { return a }`)
        const isAlone = this.find(scope.before, isCallable, 0) === undefined
        const one = isAlone ? `first${index}` : this.callee(declaration.target, scope)
        const other = isAlone ? `second${index}` : this.callee(declaration.other, scope)
        const text = `export let ${name}: (a: number, b: number) => number = ${one}`
        return [
          ...(isAlone ? others : []),
          text,
          change(`if (${name} === ${one}) ${name} = ${other}; else ${name} = ${one}`)
        ]
      }
      case 'marked':
        return [`/** @cached */\nexport ${this.plainFunction(name, declaration.body, scope)}`]
    }
  }

  private localNames(): readonly [string, string, string] {
    const [a = 'a', b = 'b', c = 'c'] = this.style.locals
    return [a, b, c]
  }

  private plainFunction(name: string, body: Body, scope: Scope): string {
    const [a, b] = this.localNames()
    const returns = this.style.hasTypes ? ': number' : ''
    return `function ${name}(${a}: number, ${b}: number)${returns} { ${this.body(body, { ...scope, locals: [a, b] })} }`
  }

  private functionText(
    { form, extra, body }: Declaration & { readonly kind: 'function' },
    name: string,
    scope: Scope
  ): string {
    const [a, b, c] = this.localNames()
    const parameters = `(${a}: number, ${b}: number)`
    const inner = this.body(body, { ...scope, locals: [a, b] })
    switch (form) {
      case 'declaration':
        return `export ${this.plainFunction(name, body, scope)}`
      case 'arrow':
        return `export const ${name} = ${parameters}: number => { ${inner} }`
      case 'expression':
        return `export const ${name} = function ${parameters}: number { ${inner} }`
      case 'default': {
        const value = this.expression(extra, { ...scope, locals: [a, b] })
        const withThird = this.body(body, { ...scope, locals: [a, b, c] })
        return `export function ${name}(${a}: number, ${b}: number, ${c}: number = ${value}): number { ${withThird} }`
      }
      case 'member':
        return `export const ${name} = { work${parameters}: number { ${inner} } }.work`
      case 'rest':
        return `export function ${name}(...[${a} = 0, ${b} = 0]: number[]): number { ${inner} }`
    }
  }

  /** A function that makes an instance and calls its method stands for the class. */
  private classText(
    { value, step, isDerived, body }: Declaration & { readonly kind: 'class' },
    index: number,
    scope: Scope
  ): readonly string[] {
    const [a, b] = this.localNames()
    const name = this.name(index)
    const base = isDerived ? this.find(scope.before, ({ kind }) => kind === 'class', index) : undefined
    const heritage = base === undefined ? '' : ` extends ${this.use(base, scope.file)}`
    const work = this.body(body, { ...scope, locals: [a, b, 'this.size', `this.grow()`, `${name}.shared`] })
    return [
      `export class ${name}${heritage} {
  static shared = ${step}
  size = ${value}
  grow() { return this.size + ${step} }
  work(${a}: number, ${b}: number): number { ${work} }
  static make(a: number, b: number): number { return new ${name}().work(a, b) }
}`,
      `export function change${index}() { ${name}.shared += 1 }`
    ]
  }

  private body({ shape, first, second }: Body, scope: Scope): string {
    const one = this.expression(first, scope)
    const two = this.expression(second, scope)
    const inner = (local: string) => this.expression(second, { ...scope, locals: [...scope.locals, local] })
    switch (shape) {
      case 'return':
        return `return ${one}`
      case 'loop':
        return `let sum = ${one}; for (let i = 0; i < 3; i++) { if (i === 1) continue; sum += ${inner('i')} } return sum`
      case 'branch':
        return `if (${one}) return ${two}; return Number(${one}) + 1`
      case 'switch':
        return `switch (Number(${one}) % 3) { case 0: return ${two}; case 1: { const k = ${two}; return k * 2 } default: return 7 }`
      case 'pattern':
        return `const { x, rest: [y = 5] } = { x: ${one}, rest: [${two}] }; return x - y`
      case 'closure':
        return `const add = (k: number) => k + Number(${inner('k')}); return add(${one}) + add(1)`
      case 'throw':
        return `try { if (${one}) throw new Error('odd'); return ${two} } catch (error) { return String(error).length }`
      case 'reduce':
        return `return [1, ${one}, 2].map(k => ${inner('k')}).reduce((sum, each) => sum * 2 + Number(each), 0)`
      case 'while':
        return `let n = 2; let out = 0; while (n-- > 0) { out += ${inner('n')} } return out + Number(${one})`
    }
  }

  private expression(expression: Expression, scope: Scope): string {
    const text = this.bare(expression, scope)
    return this.style.hasParentheses ? `((${text}))` : text
  }

  private bare(expression: Expression, scope: Scope): string {
    const inner = (each: Expression) => `Number(${this.expression(each, scope)})`
    switch (expression.kind) {
      case 'number':
        return String(expression.value)
      case 'local':
        return scope.locals[expression.index % scope.locals.length] ?? String(expression.index)
      case 'binary': {
        const { operator, left, right } = expression
        const text = `(${inner(left)} ${operator} ${inner(right)})`
        return operator === '<' || operator === '===' ? `Number${text}` : text
      }
      case 'conditional':
        return `(${inner(expression.test)} ? ${inner(expression.yes)} : ${inner(expression.no)})`
      case 'call':
        return `${this.callee(expression.target, scope)}(${inner(expression.left)}, ${inner(expression.right)})`
      case 'read':
        return this.read(expression.target, expression.member, scope)
      case 'length':
        return `\`\${${this.expression(expression.of, scope)}}!\`.length`
    }
  }

  private callee(target: number, scope: Scope): string {
    const found = this.find(scope.before, isCallable, target)
    if (found === undefined) return 'Math.max'
    const name = this.use(found, scope.file)
    return this.program.declarations[found]?.kind === 'class' ? `${name}.make` : name
  }

  private read(target: number, member: number, scope: Scope): string {
    const found = this.find(scope.before, isReadable, target)
    if (found === undefined) return String(member)
    const name = this.use(found, scope.file)
    const isSecond = member % 2 === 1
    switch (this.program.declarations[found]?.kind) {
      case 'record':
        return [`${name}.x`, `${name}.inner.y`, `Object.values(${name}.inner).length`, `${name}['x']`][member % 4] ?? ''
      case 'list':
        return [`${name}[0]!`, `${name}[1]!`, `${name}.length`, `${name}.at(-1)!`][member % 4] ?? ''
      case 'enumeration':
        return isSecond ? `${name}.Two` : `${name}.One`
      case 'table':
        return isSecond ? `${name}.get(1)!` : `(${name}.get(0) ?? 0)`
      default:
        return name
    }
  }

  /** The number of an earlier declaration of some kind, counted round. */
  private find(before: number, is: (declaration: Declaration) => boolean, target: number): number | undefined {
    const fitting = this.program.declarations.slice(0, before).flatMap((each, index) => (is(each) ? [index] : []))
    return fitting[target % fitting.length]
  }
}

const INPUTS = ['1, 2', '3, 0', '-1, 5']

function isCallable({ kind }: Declaration): boolean {
  return ['function', 'factory', 'class', 'choice', 'marked'].includes(kind)
}

function isReadable({ kind }: Declaration): boolean {
  return ['constant', 'variable', 'record', 'list', 'enumeration', 'table', 'computed'].includes(kind)
}

/** Whether it comes with a function that changes it while the program runs. */
function changes(declaration: Declaration): boolean {
  if (declaration.kind === 'record' || declaration.kind === 'list')
    return !['nothing', 'no change'].includes(declaration.change)
  return ['variable', 'table', 'class', 'choice'].includes(declaration.kind)
}

function recordChange(name: string, { change, step }: Declaration & { readonly kind: 'record' }): string[] {
  switch (change) {
    case 'nothing':
      return []
    case 'property':
      return [`${name}.x += ${step}`]
    case 'assign':
      return [`Object.assign(${name}, { x: ${name}.x + ${step} })`]
    case 'alias':
      return [`const same = ${name}; same.x += ${step}`]
    case 'argument':
      return [`const grow = (it: { y: number }) => { it.y += ${step} }; grow(${name}.inner)`]
    case 'destructured':
      return [`;[${name}.x] = [${step}]`]
    case 'nested':
      return [`${name}.inner = { y: ${step} }`]
  }
}

function listChange(name: string, { change, step }: Declaration & { readonly kind: 'list' }): string[] {
  switch (change) {
    case 'no change':
      return []
    case 'push':
      return [`${name}.push(${step})`]
    case 'element':
      return [`${name}[1] = ${step}`]
    case 'reverse':
      return [`${name}.reverse()`]
    case 'length':
      return [`${name}.length = 1`]
    case 'each':
      return [`for (const at of ${name}.keys()) ${name}[at] = ${step}`]
  }
}
