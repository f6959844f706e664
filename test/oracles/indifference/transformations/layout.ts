/** Other layouts of the same tokens. */
import type { Options } from 'prettier'
import { format } from 'prettier/standalone'
import * as estree from 'prettier/plugins/estree'
import * as typescript from 'prettier/plugins/typescript'
import ts from 'typescript'
import { editFiles, type Transformation } from '../edits'
import type { Sources } from '../sources'

function reformat(name: string, options: Options): Transformation {
  return {
    name,
    async apply(sources) {
      const files = new Map<string, string>()
      for (const [file, text] of sources.files) {
        files.set(file, await format(text, { ...options, parser: 'typescript', plugins: [estree, typescript] }))
      }
      return { sources: { ...sources, files }, places: countChanged(sources, files) }
    }
  }
}

export const narrow = reformat('prettier: narrow, tabs, no semicolons', {
  printWidth: 40,
  useTabs: true,
  semi: false,
  singleQuote: true,
  trailingComma: 'none',
  arrowParens: 'avoid',
  quoteProps: 'as-needed',
  experimentalOperatorPosition: 'start'
})

export const wide = reformat('prettier: wide, double quotes, names quoted', {
  printWidth: 200,
  tabWidth: 8,
  singleQuote: false,
  trailingComma: 'all',
  quoteProps: 'consistent',
  bracketSpacing: false,
  objectWrap: 'collapse',
  experimentalTernaries: true
})

function countChanged({ files: before }: Sources, after: ReadonlyMap<string, string>): number {
  return [...after].filter(([file, text]) => before.get(file) !== text).length
}

function eachText(name: string, change: (text: string, file: string) => string): Transformation {
  return {
    name,
    apply(sources) {
      const files = new Map([...sources.files].map(([file, text]) => [file, change(text, file)]))
      return { sources: { ...sources, files }, places: countChanged(sources, files) }
    }
  }
}

/** Between two tokens stays a line break if there was one, since it may end a statement. */
export const commentsStripped: Transformation = {
  name: 'comments stripped',
  apply: sources =>
    editFiles(sources, (file, add) => {
      const visit = (node: ts.Node): void => {
        if (node.kind === ts.SyntaxKind.JSDoc) return
        const children = node.getChildren(file)
        if (children.length > 0) return children.forEach(visit)
        const start = node.getStart(file, false)
        const trivia = file.text.slice(node.pos, start)
        if (/\/[/*]/.test(trivia)) add(node.pos, start, trivia.includes('\n') ? '\n' : ' ')
      }
      visit(file)
    })
}

const printer = ts.createPrinter({ newLine: ts.NewLineKind.LineFeed })

export const printed = eachText("printed by the compiler's printer", (text, file) =>
  printer.printFile(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true))
)

export const carriageReturns = eachText('carriage returns at the ends of lines', text => text.replace(/\r?\n/g, '\r\n'))

export const byteOrderMark = eachText('byte order mark', text => `\uFEFF${text}`)
