import { BYTE_SIZE, readByteSize } from './byte-size'
import { DURATION, readDuration } from './duration'
import { checkGroup } from './setting-group'

/** Bounds of a file store. What was written first is dropped first. */
export interface FileOptions {
  /**
   * How much disk space entries may take up together; while they are written it can be a tenth more. A number of bytes, or
   * a text such as `'64mb'`. Default: `'1gb'`.
   */
  readonly maxBytes?: number | string
  /** How long an entry is kept at most, whatever its own `ttl`: milliseconds, or a text such as `'30d'`. Default: for ever. */
  readonly maxAge?: number | string
}

/** Bytes, and milliseconds. */
export interface FileBounds {
  readonly maxBytes: number
  readonly maxAge?: number
}

export const DEFAULT_FILE_BOUNDS: FileBounds = { maxBytes: 2 ** 30 }

/** @throws TypeError for an unknown bound or a value that it cannot have */
export function checkFileOptions(options: unknown, source: string): FileBounds {
  return {
    ...DEFAULT_FILE_BOUNDS,
    ...checkGroup<FileBounds>(options, source, {
      maxBytes: [readByteSize, BYTE_SIZE],
      maxAge: [readDuration, DURATION]
    })
  }
}
