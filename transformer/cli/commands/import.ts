import { resolve } from 'node:path'
import type { ImportArguments } from '../args'
import { readArchive } from '../read-archive'
import { Refusal, withStore, type Putting } from '../open-store'
import { ExitCode, type Terminal } from '../terminal'

/**
 * Puts the entries of an archive into a store, each at once or not at all. What was made later and is there already stays,
 * unless it is forced.
 */
export function importEntries(
  { store: address, archive, force }: ImportArguments,
  terminal: Terminal
): Promise<ExitCode> {
  return withStore(
    address,
    terminal,
    async store => {
      const counts: Counts = { put: 0, newer: 0, over: 0, large: 0 }
      try {
        for await (const { key, ...whole } of readArchive(resolve(terminal.folder, archive))) {
          const became = await store.put(key, whole, force).catch((error: unknown) => {
            throw error instanceof TypeError
              ? new Refusal(`${archive}: it has something in it that is ${error.message}`)
              : error
          })
          if (!isTag(key)) counts[COUNTED[became]]++
        }
      } catch (error) {
        if (error instanceof Refusal) throw new Refusal(`${error.message}; before that ${describe(counts)}`)
        throw error
      }
      terminal.out(`${describe(counts)} (${store.name})\n`)
      return ExitCode.ok
    },
    true
  )
}

type Counts = Record<'put' | 'newer' | 'over' | 'large', number>

const COUNTED = {
  put: 'put',
  'newer there': 'newer',
  over: 'over',
  'too large': 'large'
} as const satisfies Record<Putting, keyof Counts>

function isTag(key: string): boolean {
  return key.includes(':#')
}

function describe({ put, newer, over, large }: Counts): string {
  const others = [
    newer > 0 && `${newer} left out for what is there already`,
    over > 0 && `${over} left out whose time is over`,
    large > 0 && `${large} left out that are too large for this store`
  ]
  return [`${put} ${put === 1 ? 'entry' : 'entries'} imported`, ...others.filter(each => each !== false)].join(', ')
}
