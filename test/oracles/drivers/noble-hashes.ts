/** Entry functions that use @noble/hashes. */
import { argon2id } from '@noble/hashes/argon2.js'
import { blake224, blake256, blake512 } from '@noble/hashes/blake1.js'
import { blake2b, blake2s } from '@noble/hashes/blake2.js'
import { blake3 } from '@noble/hashes/blake3.js'
import { expand, extract, hkdf } from '@noble/hashes/hkdf.js'
import { hmac } from '@noble/hashes/hmac.js'
import { md5, ripemd160, sha1 } from '@noble/hashes/legacy.js'
import { pbkdf2, pbkdf2Async } from '@noble/hashes/pbkdf2.js'
import { scrypt, scryptAsync } from '@noble/hashes/scrypt.js'
import { sha224, sha256, sha384, sha512, sha512_256 } from '@noble/hashes/sha2.js'
import {
  HopMAC128,
  cshake128,
  keccakprg,
  kmac256,
  kt128,
  parallelhash128,
  tuplehash128,
  turboshake128
} from '@noble/hashes/sha3-addons.js'
import { keccak_256, sha3_256, sha3_512, shake128, shake256 } from '@noble/hashes/sha3.js'
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'

/** @cached */
export function hashSha2(text = 'abc'): string[] {
  const message = utf8ToBytes(text)
  return [sha224, sha256, sha384, sha512, sha512_256].map(hash => bytesToHex(hash(message)))
}

/** @cached */
export function hashInParts(text = 'abc'): string {
  const running = sha256.create()
  for (let round = 0; round < 40; round++) running.update(utf8ToBytes(text))
  const copy = running.clone()
  running.destroy()
  return bytesToHex(concatBytes(copy.digest(), sha512(hexToBytes('00ff'))))
}

/** @cached */
export function hashSha3(text = 'abc'): string[] {
  const message = utf8ToBytes(text)
  const fixed = [sha3_256, sha3_512, keccak_256].map(hash => bytesToHex(hash(message)))
  const reader = shake128.create({ dkLen: 64 }).update(message)
  return [
    ...fixed,
    bytesToHex(shake256(message, { dkLen: 40 })),
    bytesToHex(reader.xof(20)),
    bytesToHex(reader.xof(200))
  ]
}

/** @cached */
export function hashSha3Addons(text = 'abc'): string[] {
  const message = utf8ToBytes(text)
  const random = keccakprg(510)
  random.addEntropy(message)
  return [
    cshake128(message, { NISTfn: message, personalization: message }),
    kmac256(message, message, { personalization: message }),
    kmac256.create(message).update(message).digest(),
    tuplehash128([message, message]),
    parallelhash128(message, { blockLen: 2 }),
    turboshake128(message, { D: 7 }),
    kt128(message, { personalization: message }),
    HopMAC128(message, message, message),
    random.randomBytes(32)
  ].map(bytesToHex)
}

/** @cached */
export function hashBlake(text = 'abc'): string[] {
  const message = utf8ToBytes(text)
  const salt = new Uint8Array(16).fill(7)
  return [
    blake224(message),
    blake256(message, { salt }),
    blake512(message),
    blake2b(message, { dkLen: 32, key: message, personalization: salt }),
    blake2s
      .create({ salt: salt.subarray(8) })
      .update(message)
      .digest(),
    blake3(message),
    blake3(new Uint8Array(3000), { dkLen: 100, context: message }),
    blake3
      .create({ key: new Uint8Array(32) })
      .update(message)
      .xof(70)
  ].map(bytesToHex)
}

/** @cached */
export function hashLegacy(text = 'abc'): string[] {
  const message = utf8ToBytes(text)
  return [sha1, md5, ripemd160].map(hash => bytesToHex(hash(message)))
}

/** @cached */
export function authenticate(text = 'abc'): string[] {
  const key = utf8ToBytes('key')
  const message = utf8ToBytes(text)
  const running = hmac.create(sha256, key).update(message)
  return [
    bytesToHex(hmac(sha512, new Uint8Array(200), message)),
    bytesToHex(running.clone().digest()),
    bytesToHex(running.digest())
  ]
}

/** @cached */
export async function deriveKeys(password = 'secret'): Promise<string[]> {
  const derived = [
    hkdf(sha256, utf8ToBytes(password), utf8ToBytes('salt'), utf8ToBytes('info'), 50),
    expand(sha512, extract(sha512, utf8ToBytes(password)), utf8ToBytes('info'), 20),
    pbkdf2(sha256, password, 'salt', { c: 5, dkLen: 40 }),
    await pbkdf2Async(sha512, password, 'salt', { c: 5, dkLen: 40 })
  ]
  return derived.map(bytesToHex)
}

/** @cached */
export async function stretch(password = 'secret'): Promise<string[]> {
  const progress: number[] = []
  const derived = [
    scrypt(password, 'salt', { N: 16, r: 2, p: 1, dkLen: 32, onProgress: done => void progress.push(done) }),
    await scryptAsync(password, 'salt', { N: 16, r: 2, p: 1, dkLen: 32 }),
    argon2id(password, 'saltsalt', { t: 1, m: 64, p: 1, maxmem: 2 ** 20 })
  ]
  return derived.map(bytesToHex)
}
