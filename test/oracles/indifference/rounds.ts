/** All transformations, so put together that none undoes another of its round. */
import type { Round } from './compare'
import { annotated, asserted, shuffled, unrelated } from './transformations/declarations'
import { typesStripped } from './transformations/javascript'
import { byteOrderMark, carriageReturns, commentsStripped, narrow, printed, wide } from './transformations/layout'
import * as modules from './transformations/modules'
import { fresh, taken } from './transformations/names'
import * as spelling from './transformations/spelling'

export const rounds: readonly Round[] = [
  {
    name: 'longer, moved and narrow',
    transformations: [
      annotated,
      unrelated,
      shuffled,
      spelling.bracesAdded,
      spelling.arrowsWithBlock,
      spelling.namedProperties,
      spelling.numerals,
      modules.moved,
      modules.otherFolder,
      modules.otherOrder,
      narrow,
      carriageReturns
    ]
  },
  {
    name: 'shorter, renamed and wide',
    transformations: [
      fresh,
      asserted,
      spelling.bracesRemoved,
      spelling.arrowsWithoutBlock,
      spelling.templates,
      modules.barrels,
      wide,
      byteOrderMark
    ]
  },
  {
    name: 'in parentheses, under other names',
    transformations: [
      taken,
      modules.importsReversed,
      modules.aliased,
      spelling.parenthesized,
      modules.otherOptions,
      commentsStripped
    ]
  },
  { name: 'through namespaces', transformations: [modules.namespaces] },
  { name: 'in brackets', transformations: [spelling.bracketed] },
  { name: 'printed by the compiler', transformations: [printed] },
  {
    name: 'as JavaScript',
    transformations: [typesStripped],
    comparesUnits: true,
    // What no key can hold is told by its type (then the code that made it is read, or comes beside it), so is which class
    // a value is an instance of, and what a global is may be told by a declaration that leaves no code: where these decide,
    // or where TypeScript writes code of its own for its own syntax, JavaScript is another program.
    isComparable: (before, after) => {
      const isOtherProgram = [before, after].some(each => each.hasUnitsByType || each.readsGlobals || each.hasOwnSyntax)
      return !isOtherProgram && !before.isRefused && !after.isRefused
    }
  }
]
