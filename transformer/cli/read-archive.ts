import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { extract } from 'tar-stream'
import { ARCHIVE_FORMAT, END, HEAD, readItem, readJson, type ArchiveItem } from './archive-item'
import { Refusal } from './open-store'

/** Bytes: no entry has more, and who made the archive may want us to run out of memory. */
const LARGEST = 2 ** 32

/**
 * The items of an archive, one after the other: no more than one is in memory. Names in it are never taken for paths.
 * @throws Refusal when it cannot be read, is no archive, has another format, is damaged or ends early; before that it may have
 * given some items
 */
export async function* readArchive(path: string): AsyncGenerator<ArchiveItem> {
  const members = extract()
  const reading = pipeline(createReadStream(path), createGunzip(), members)
  // What it rejects with comes by the members, too.
  reading.catch(() => {})
  let state: 'begin' | 'items' | 'end' = 'begin'
  let count = 0
  try {
    for await (const member of members) {
      const content = await contentOf(member)
      if (state === 'begin') checkHead(member.header.name, content)
      else if (member.header.name === END) checkEnd(content, count)
      else yield readItem((count++, content))
      state = member.header.name === END ? 'end' : 'items'
    }
  } catch (error) {
    throw error instanceof Refusal ? new Refusal(`${path}: ${error.message}`) : unreadable(path, error)
  } finally {
    members.destroy()
    await reading.catch(() => {})
  }
  if (state !== 'end') throw new Refusal(`${path}: it ends early`)
}

function checkHead(name: string, content: Buffer): void {
  const { format } = name === HEAD ? readJson(content.toString()) : {}
  if (typeof format !== 'number') throw new Refusal('it is no archive of keyprint')
  if (format !== ARCHIVE_FORMAT) {
    throw new Refusal(`it has the format ${format}, and this version of keyprint reads ${ARCHIVE_FORMAT}`)
  }
}

function checkEnd(content: Buffer, count: number): void {
  if (readJson(content.toString())['items'] !== count) throw new Refusal('it is damaged: entries are missing')
}

type Member = AsyncIterable<unknown> & { readonly header: { readonly size?: number | undefined } }

async function contentOf(member: Member): Promise<Buffer> {
  if ((member.header.size ?? 0) > LARGEST) throw new Refusal('it has an entry that is larger than any')
  const pieces: Buffer[] = []
  for await (const piece of member) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}

function unreadable(path: string, error: unknown): Refusal {
  const { code = '', message } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') return new Refusal(`there is no ${path}`)
  if (code.startsWith('E')) return new Refusal(`${path} cannot be read: ${message}`)
  return new Refusal(`${path}: it is no archive, is damaged or ends early (${message})`)
}
