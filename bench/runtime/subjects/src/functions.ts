/** The cached functions that are measured. They do next to nothing: what is measured is a hit. */
import { cached } from 'keyprint'

/** About 1 KB as JSON. */
export interface Page {
  id: string
  title: string
  price: number
  stock: number
  tags: string[]
  seller: { name: string; rating: number; verified: boolean }
  reviews: { author: string; stars: number; text: string }[]
}

export function makePage(id: string): Page {
  return {
    id,
    title: `A page about ${id} and what comes with it`,
    price: 12.5,
    stock: 7,
    tags: ['garden', 'tools', 'spring', 'offers', 'new'],
    seller: { name: 'Green and Sons', rating: 4.5, verified: true },
    reviews: Array.from({ length: 8 }, (_, index) => ({
      author: `reader ${index}`,
      stars: 1 + (index % 5),
      text: 'It does what it says, and has done so since the first day.'
    }))
  }
}

export const oneArgument = cached(async (id: string) => id.length)

export const twoArguments = cached(async (id: string, count: number) => id.length * count)

export const synchronous = cached((id: string, count: number) => id.length * count)

export const page = cached(async (id: string) => makePage(id))

export const directPage = cached((id: string) => makePage(id))

let rate = 1.19
let currency = 'EUR'
let isOpen = true

export function trade(newRate: number, newCurrency: string, opens: boolean): void {
  rate = newRate
  currency = newCurrency
  isOpen = opens
}

export const threeCaptures = cached(async (id: string, count: number) =>
  isOpen ? `${id.length * count * rate} ${currency}` : 'closed'
)

/** Nothing writes to it once the module is loaded. */
const constantTable: Readonly<Record<string, number>> = makeTable(5000)

export const lookUpConstant = cached(async (id: string) => constantTable[id] ?? 0)

const table: Record<string, number> = makeTable(5000)
const smallTable: Record<string, number> = makeTable(50)

export function setPrice(id: string, price: number): void {
  table[id] = price
  smallTable[id] = price
}

export const lookUp = cached(async (id: string) => table[id] ?? 0)

export const lookUpSmall = cached(async (id: string) => smallTable[id] ?? 0)

const frozenTable: Readonly<Record<string, number>> = Object.freeze(makeTable(5000))

export const lookUpFrozen = cached(async (id: string) => frozenTable[id] ?? 0)

function makeTable(size: number): Record<string, number> {
  return Object.fromEntries(Array.from({ length: size }, (_, index) => [`item-${index}`, index * 1.5]))
}

export const ofAnything = cached(async (value: unknown) => typeof value)

/** About 100 KB as JSON. */
export function makeLargePage(id: string): Page[] {
  return Array.from({ length: 100 }, (_, index) => makePage(`${id}-${index}`))
}

export const largePage = cached(async (id: string) => makeLargePage(id))
