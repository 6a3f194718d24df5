import { readSync, writeSync } from 'node:fs'
import { frontOf, lengthsOf, type Message, messageOf, prefixBytes } from './message.ts'
import { makeThumbnails } from './picture.ts'
import type { Work } from './work.ts'

// The program of the process that decodes. It waits for one picture at a time on its standard input, answers on the
// descriptor 3, and ends when the function does. Reading blocks on purpose: there is nothing else to do, and the bytes
// go straight to where libvips reads them.

const answers = 3

/** Exactly so many bytes of the input; ends the process when the function has closed it. */
const read = (length: number): Buffer => {
  // Not from Node's pool, which would keep a picture's memory for the sake of a few bytes.
  const bytes = Buffer.allocUnsafeSlow(length)
  for (let at = 0; at < length; ) {
    const got = readSync(0, bytes, at, length - at, null)
    if (got === 0) process.exit(0)
    at += got
  }
  return bytes
}

const write = (bytes: Uint8Array): void => {
  for (let at = 0; at < bytes.length; ) at += writeSync(answers, bytes, at)
}

const next = (): Message<Work> => {
  const lengths = lengthsOf(read(prefixBytes))
  const head = read(lengths.head)
  return messageOf<Work>(head, read(lengths.parts))
}

for (;;) {
  const answer = await makeThumbnails(next())
  write(frontOf(answer))
  for (const part of answer.parts) write(part)
}
