import { areSame, hashOf, viewOf } from './seek.ts'

const [shortest, longest] = [4, 256]
const slots = 512

/**
 * Keeps what a test said of texts that come again and again, as user agents do. One place for each hash, whose text is compared as a
 * whole: texts that are made to fall on one place make it no slower than no memo, and no answer is another's.
 * @param unclear an answer that is not kept
 */
export const memoized = (
  test: (bytes: Buffer, from: number, to: number) => number,
  unclear: number,
): ((bytes: Buffer, from: number, to: number) => number) => {
  const texts = new DataView(new ArrayBuffer(slots * longest))
  const bytesOfTexts = new Uint8Array(texts.buffer)
  const lengths = new Int32Array(slots)
  const answers = new Int32Array(slots)
  return (bytes, from, to) => {
    const length = to - from
    if (length < shortest || length > longest) return test(bytes, from, to)
    const view = viewOf(bytes)
    const slot = hashOf(view, from, length) & (slots - 1)
    if (lengths[slot] === length && areSame(view, from, texts, slot * longest, length)) return answers[slot] ?? unclear
    const answer = test(bytes, from, to)
    if (answer === unclear) return answer
    bytesOfTexts.set(bytes.subarray(from, to), slot * longest)
    lengths[slot] = length
    answers[slot] = answer
    return answer
  }
}
