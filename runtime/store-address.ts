import { fileURLToPath } from 'node:url'
import { resolve } from 'node:path'

/** Where entries are kept, as `KEYPRINT_STORE` or `configure({ store })` says it. */
export type StoreAddress =
  | { readonly kind: 'memory' }
  | { readonly kind: 'file'; readonly directory: string }
  /** A URL, or what is in `{ redis: … }`: the types of `@redis/client` are not for every program that imports keyprint. */
  | { readonly kind: 'redis'; readonly target: string | object }

const FORMS = "'memory:', 'file:<folder>', 'redis://<host>:<port>' or 'rediss://<host>:<port>'"

/**
 * @param source where the text stands, for errors: `KEYPRINT_STORE`
 * @throws TypeError that says what is wrong, where, and how it should be
 */
export function parseStoreAddress(text: string, source: string): StoreAddress {
  const wrong = (reason: string) =>
    new TypeError(`keyprint: ${source} is '${withoutPassword(text)}', ${reason}; it has to be ${FORMS}`)
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase()
  switch (scheme) {
    case 'memory':
      if (text.length > 'memory:'.length) throw wrong("which has something after 'memory:'")
      return { kind: 'memory' }
    case 'file':
      return { kind: 'file', directory: readDirectory(text, wrong) }
    case 'redis':
    case 'rediss':
      if (!isServerUrl(text)) throw wrong('which is not a URL with a host')
      return { kind: 'redis', target: text }
    case 'memcached':
      throw wrong('but memcached is not supported yet')
    default:
      throw wrong('which is not a store')
  }
}

function readDirectory(text: string, wrong: (reason: string) => TypeError): string {
  const path = text.slice('file:'.length)
  if (path === '') throw wrong('which names no folder')
  if (!path.startsWith('//')) return resolve(path)
  try {
    return fileURLToPath(text)
  } catch {
    throw wrong('which is not a URL of a folder')
  }
}

function isServerUrl(text: string): boolean {
  try {
    return /^rediss?:\/\//i.test(text) && new URL(text).hostname !== ''
  } catch {
    return false
  }
}

function withoutPassword(text: string): string {
  return text.replace(/\/\/[^@/]*@/, '//…@')
}
