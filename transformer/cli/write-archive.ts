import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { pack, type Pack } from 'tar-stream'
import { ARCHIVE_FORMAT, END, HEAD, writeItem, type ArchiveItem } from './archive-item'
import { Refusal } from './open-store'

/**
 * Writes a compressed tar file, item by item: no more than one is in memory. It is there when it is whole, in place of what
 * was there before.
 *
 * @returns how many items it has
 * @throws Refusal when it cannot be written
 */
export async function writeArchive(path: string, items: AsyncIterable<ArchiveItem>): Promise<number> {
  const aside = `${path}.unfinished`
  const archive = pack()
  const writing = pipeline(archive, createGzip(), createWriteStream(aside, { mode: 0o600 })).catch((error: unknown) => {
    throw new Refusal(`${path} cannot be written: ${(error as Error).message}`)
  })
  let count = 0
  try {
    const add = (name: string, content: Buffer): Promise<unknown> =>
      Promise.race([addMember(archive, name, content), writing])
    await add(HEAD, asJson({ format: ARCHIVE_FORMAT }))
    for await (const item of items) await add(`entries/${++count}`, writeItem(item))
    await add(END, asJson({ items: count }))
    archive.finalize()
    await writing
    await rename(aside, path)
    return count
  } catch (error) {
    const hasFailed = archive.destroyed
    archive.destroy()
    const failure: unknown = await writing.catch((reason: unknown) => reason)
    await rm(aside, { force: true })
    throw hasFailed ? failure : error
  }
}

function addMember(archive: Pack, name: string, content: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    archive.entry({ name, size: content.length }, content, error => (error ? reject(error) : resolve()))
  })
}

function asJson(value: object): Buffer {
  return Buffer.from(`${JSON.stringify(value)}\n`)
}
