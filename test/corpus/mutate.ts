import { crc32 } from 'node:zlib'
import { makeRandom } from '../simulation/engine/random.ts'

/** Random numbers that are the same for the same seed: from 0 up to, but not with, `below`. */
export const dice = (seed: number): ((below: number) => number) => {
  const { next } = makeRandom(seed)
  return (below) => Math.floor(next() * below)
}

type Mutation = (bytes: Buffer, roll: (below: number) => number) => Buffer

const flipBits: Mutation = (bytes, roll) => {
  for (let times = 1 + roll(8); times > 0; times -= 1) {
    const at = roll(bytes.length)
    bytes[at] = (bytes[at] ?? 0) ^ (1 << roll(8))
  }
  return bytes
}

const cut: Mutation = (bytes, roll) => bytes.subarray(0, roll(bytes.length))

/** Puts a number where a length, a count or a size may stand. */
const lie: Mutation = (bytes, roll) => {
  const numbers = [0, 1, 0x7f, 0xff, 0x7fff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff]
  const number = Buffer.alloc(4)
  number.writeUInt32BE(numbers[roll(numbers.length)] ?? 0)
  const length = 1 + roll(4)
  // Headers are in front: there a lie is worth more.
  number.copy(bytes, roll(roll(2) ? bytes.length : Math.min(200, bytes.length)), 4 - length)
  return bytes
}

const swap: Mutation = (bytes, roll) => {
  const [one = 0, two = 0, three = 0] = [roll(bytes.length), roll(bytes.length), roll(bytes.length)].sort(
    (a, b) => a - b,
  )
  return Buffer.concat([
    bytes.subarray(0, one),
    bytes.subarray(two, three),
    bytes.subarray(one, two),
    bytes.subarray(three),
  ])
}

const repeat: Mutation = (bytes, roll) => {
  const from = roll(bytes.length)
  const piece = bytes.subarray(from, from + 1 + roll(200))
  return Buffer.concat([bytes.subarray(0, from), ...new Array<Buffer>(1 + roll(50)).fill(piece), bytes.subarray(from)])
}

const remove: Mutation = (bytes, roll) => {
  const from = roll(bytes.length)
  return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + 1 + roll(100))])
}

const mutations = [flipBits, flipBits, lie, lie, lie, cut, swap, repeat, remove]

/** Makes the checksums of a PNG right again, so that a decoder looks at what is in its chunks. */
const mendChecksums = (bytes: Buffer): Buffer => {
  for (let at = 8; at + 12 <= bytes.length; ) {
    const end = at + 8 + bytes.readUInt32BE(at)
    if (end + 4 > bytes.length) break
    bytes.writeUInt32BE(crc32(bytes.subarray(at + 4, end)), end)
    at = end + 4
  }
  return bytes
}

/** A file that was valid, after one to three changes; the same for the same seed. */
export const mutate = (valid: Uint8Array, seed: number): Buffer => {
  const roll = dice(seed)
  let bytes: Buffer = Buffer.from(valid)
  for (let times = 1 + roll(3); times > 0 && bytes.length > 0; times -= 1)
    bytes = (mutations[roll(mutations.length)] ?? cut)(bytes, roll)
  return bytes.toString('latin1', 1, 4) === 'PNG' && roll(4) > 0 ? mendChecksums(bytes) : bytes
}
