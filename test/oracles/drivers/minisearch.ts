/** Entry functions that use minisearch. */
import MiniSearch, { type Query } from 'minisearch'

interface Book {
  readonly id: number
  readonly title: string
  readonly text: string
  readonly year: number
}

const books: readonly Book[] = [
  { id: 1, title: 'Moby Dick', text: 'Call me Ishmael. Some years ago', year: 1851 },
  { id: 2, title: 'Zen and the Art', text: 'I can see by my watch', year: 1974 },
  { id: 3, title: 'Neuromancer', text: 'The sky above the port was the color of television', year: 1984 },
  { id: 4, title: 'Zen and the Art of Archery', text: 'At first sight it must seem', year: 1948 }
]

function makeIndex(): MiniSearch<Book> {
  const index = new MiniSearch<Book>({ fields: ['title', 'text'], storeFields: ['title', 'year'] })
  index.addAll(books)
  return index
}

/** @cached */
export function search(query = 'zen art'): unknown {
  return makeIndex().search(query)
}

/** @cached */
export function searchLoosely(query = 'ismael arch'): unknown {
  return makeIndex().search(query, {
    fuzzy: 0.3,
    prefix: true,
    boost: { title: 2 },
    combineWith: 'OR',
    filter: ({ id }) => id !== 2
  })
}

/** @cached */
export function searchCombined(query = 'zen'): unknown {
  const other: Query = { combineWith: 'AND_NOT', queries: ['art', 'archery'] }
  return makeIndex().search({ combineWith: 'AND', queries: [query, other] })
}

/** @cached */
export function searchAll(): unknown {
  return makeIndex().search(MiniSearch.wildcard, { boostDocument: id => Number(id), filter: ({ score }) => score > 1 })
}

/** @cached */
export function suggest(start = 'zen ar'): unknown {
  return makeIndex().autoSuggest(start, { fuzzy: 0.2 })
}

/** @cached */
export function change(title = 'Moby'): unknown {
  const index = makeIndex()
  const [first, second, third, fourth] = books as [Book, Book, Book, Book]
  index.remove(first)
  index.discard(second.id)
  index.replace({ ...third, title })
  index.add({ id: 9, title, text: '', year: 2000 })
  index.removeAll([fourth])
  const found = index.search(title)
  index.removeAll()
  return [found, index.documentCount, index.termCount, index.has(9), index.getStoredFields(9)]
}

/** @cached */
export async function changeLater(title = 'Moby'): Promise<unknown> {
  const index = new MiniSearch<Book>({
    fields: ['title'],
    autoVacuum: { batchSize: 1, batchWait: 1, minDirtCount: 1, minDirtFactor: 0 }
  })
  await index.addAllAsync(books, { chunkSize: 2 })
  index.discardAll([1, 2])
  await index.vacuum({ batchSize: 1, batchWait: 1 })
  return [index.search(title), index.dirtCount, index.dirtFactor, index.isVacuuming]
}

/** @cached */
export async function store(query = 'zen'): Promise<unknown> {
  const options = { fields: ['title', 'text'], storeFields: ['title', 'year'] }
  const text = JSON.stringify(makeIndex())
  const later = await MiniSearch.loadJSONAsync<Book>(text, options)
  return [MiniSearch.loadJSON<Book>(text, options).search(query), later.search(query), MiniSearch.getDefault('idField')]
}
