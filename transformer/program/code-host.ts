/**
 * The questions that the stages ask about a program. Only program-host.ts knows how they are answered; no stage holds a
 * type checker.
 */
import type ts from 'typescript'
import type { NodesOfFile } from './nodes-of-file'
import type { OutsideInputs } from '../model/analysis'
import type { Mark } from '../model/mark'
import type { Location } from '../model/location'
import type { PinLevels } from '../model/pin'
import type { OtherTarget } from './other-targets'
import type { OutOfSight, PinnedName } from './pin-symbols'
import type { TypeProperty } from './type-property'

/** Where the code behind a declaration comes from. */
export type Origin =
  /** Source that belongs to the program and is read as code. */
  | { readonly from: 'source' }
  /** A package, by its declaration files or its JavaScript. */
  | { readonly from: 'package'; readonly name: string }
  /** Something that comes with Node: its global objects and its modules. */
  | { readonly from: 'node'; readonly name: string }
  /** A global that ECMAScript or the DOM defines. */
  | { readonly from: 'language' }
  /** Declared without an implementation that the build can see, and why. */
  | { readonly from: 'ambient'; readonly reason: string }

/** A file that another one imports. */
export interface ImportedFile {
  readonly file: ts.SourceFile
  /**
   * `surely`: before the file itself runs. `maybe`: the compiler drops the import if only types come by it, or `require`
   * is called somewhere. `dynamically`: by `import('…')`, at any time later.
   */
  readonly loaded: 'surely' | 'maybe' | 'dynamically'
}

/** What JSX turns into. */
export type JsxMaking =
  /** Calls of a function by its name, such as `React.createElement`; for a fragment with this as its first argument. */
  | { readonly by: 'factory'; readonly factory: string; readonly fragment: string }
  /** Calls of what a module exports that the compiler imports by itself. */
  | { readonly by: 'runtime'; readonly name: string; readonly module?: ts.Symbol; readonly isDevelopment: boolean }
  /** It is kept for a tool of which the settings say nothing. */
  | { readonly by: 'another tool'; readonly namespace: string; readonly fragment: string }

export interface CodeHost {
  readonly compiler: typeof ts

  /** Files of the program that are read as code, in the order of their paths. */
  readonly sourceFiles: readonly ts.SourceFile[]
  /** The nodes of a file, by kind. */
  nodesOf(file: ts.SourceFile): NodesOfFile

  /** Names the program among those that may run in one process: `<package>@<version>`. */
  readonly programName: string

  /** Whether fields of classes are defined, as ECMAScript has it, or assigned (`useDefineForClassFields`). */
  readonly definesFields: boolean

  /** Whether `for…of`, spread and array patterns go by an index and not by an iterator (`target: ES5`, `downlevelIteration`). */
  readonly iteratesByIndex: boolean

  locate(node: ts.Node): Location

  /** What an identifier, property name or `this` refers to, with import and export aliases followed to their end. */
  symbolOf(node: ts.Node): ts.Symbol | undefined

  /** Like `symbolOf`, but an alias stays the alias: which import brings the name in. */
  ownSymbolOf(node: ts.Node): ts.Symbol | undefined

  /** Whether an alias leads nowhere: the module or the name in it was not found. */
  isUnresolved(symbol: ts.Symbol): boolean

  /** Why an import leads nowhere. */
  whyUnresolved(name: ts.Node): string

  typeOf(node: ts.Node): ts.Type

  /** The type that a declaration gives its name to: of a class that of its instances. */
  declaredTypeOf(declaration: ts.ClassLikeDeclaration | ts.InterfaceDeclaration): ts.Type | undefined

  /** What calling the function gives, or nothing if it has no signature. */
  returnTypeOf(declaration: ts.SignatureDeclaration): ts.Type | undefined

  /** What a type parameter is known to be. */
  constraintOf(type: ts.Type): ts.Type | undefined

  isAssignable(source: ts.Type, target: ts.Type): boolean

  /** Element and value types of arrays, tuples, Maps, promises and other generic types. */
  typeArgumentsOf(type: ts.Type): readonly ts.Type[]

  /** A `readonly` array or tuple. */
  isReadonlyList(type: ts.Type): boolean

  propertiesOf(type: ts.Type): readonly TypeProperty[]

  /** The types behind index signatures. */
  indexTypesOf(type: ts.Type): readonly ts.Type[]

  propertyOf(type: ts.Type, name: string): ts.Symbol | undefined

  /** Whether a property is declared `readonly`. */
  isReadonly(property: ts.Symbol): boolean

  /** The source files that a file loads by its imports and exports; those that only bring types are left out. */
  importsOf(file: ts.SourceFile): readonly ImportedFile[]

  /** The source files that a call of `import` or `require` loads, if its text says which. */
  filesLoadedBy(call: ts.CallExpression): readonly ts.SourceFile[]

  /** Exported values of a module or namespace, aliases followed, in the order of their names. */
  exportsOf(module: ts.Symbol): readonly { readonly name: string; readonly symbol: ts.Symbol }[]

  /** What `name` means where `node` stands, as a value. */
  valueNamed(name: string, node: ts.Node): ts.Symbol | undefined

  /** The global of this name, as a value. */
  globalNamed(name: string): ts.Symbol | undefined

  originOf(symbol: ts.Symbol): Origin

  /** Every identifier and property name of the program that refers to the symbol, its declarations included. */
  mentionsOf(symbol: ts.Symbol): readonly ts.Node[]

  /** What stands for a symbol of a package that is used by the name `head`. */
  pinnedNameOf(symbol: ts.Symbol, head: ts.Node): PinnedName | OutOfSight

  /** Answers like this one, but for how much of each package counts. */
  withPins(levels: PinLevels): CodeHost

  /** Whether the file is compiled with the program, and not only read for its code. */
  isCompiledHere(file: ts.SourceFile): boolean

  /** The value of an enum member or of an access to one, if it is constant. */
  constantValueOf(
    node: ts.EnumMember | ts.PropertyAccessExpression | ts.ElementAccessExpression
  ): string | number | undefined

  jsxMakingOf(file: ts.SourceFile): JsxMaking

  /** Whether the symbol is the export `name` of the keyprint package. */
  isKeyprint(symbol: ts.Symbol | undefined, name: string): boolean

  /** The mark that the symbol is; undefined unless it is one of the keyprint package. */
  markOf(symbol: ts.Symbol | undefined): Mark | undefined

  /** Classes of the program that extend the class, directly or not, as far as types tell. */
  subclassesOf(declaration: ts.ClassLikeDeclaration): readonly ts.ClassLikeDeclaration[]

  /** The classes that a class can extend directly, or nothing where one is chosen that the build does not see. */
  basesOf(declaration: ts.ClassLikeDeclaration): readonly ts.ClassLikeDeclaration[] | undefined

  /** Why the compiler may not notice when a file changes that it does not compile here; nothing if it does. */
  whyUnnoticed(file: string): string | undefined

  /** What imports of a file lead to where the program runs under conditions that the compiler does not know. */
  otherTargets(file: string): readonly OtherTarget[]

  /** What has been read so far beyond the files that are compiled. */
  outsideInputs(): OutsideInputs

  /** All classes that the program declares. */
  readonly classes: readonly ts.ClassLikeDeclaration[]

  /** The classes that packages declare, as far as the program has read their files. */
  readonly packageClasses: readonly ts.ClassLikeDeclaration[]
}
