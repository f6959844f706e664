import type ts from 'typescript'

/** A property of a type. Its own type is made when somebody asks: most questions are about names. */
export class TypeProperty {
  constructor(
    private readonly compiler: typeof ts,
    private readonly checker: ts.TypeChecker,
    private readonly symbol: ts.Symbol
  ) {}

  get name(): string {
    return this.symbol.name
  }

  get isOptional(): boolean {
    return (this.symbol.flags & this.compiler.SymbolFlags.Optional) !== 0
  }

  get type(): ts.Type {
    return this.checker.getTypeOfSymbol(this.symbol)
  }
}
