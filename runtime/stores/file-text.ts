/**
 * Texts as bytes of a file: UTF-8, or, where there is more in it than ASCII and every character is one of Latin-1, a byte for
 * each behind a mark that no UTF-8 begins with. What is bytes in the form of such a text takes up no more than they do.
 */
const LATIN1_MARK = Buffer.of(0xff)

export function toFile(text: string): Buffer {
  const isAscii = Buffer.byteLength(text) === text.length
  return isAscii || !isLatin1(text) ? Buffer.from(text) : Buffer.concat([LATIN1_MARK, Buffer.from(text, 'latin1')])
}

export function fromFile(bytes: Buffer): string {
  return bytes[0] === LATIN1_MARK[0] ? bytes.toString('latin1', 1) : bytes.toString('utf8')
}

function isLatin1(text: string): boolean {
  return /^[\x00-\xff]*$/.test(text)
}
