import { areSame, viewOf } from './seek.ts'
import type { Spans } from './spans.ts'

/** Where a text is looked at to guess which it is, and how long it has to be for that. */
const samples = [12, 40, 68, 96] as const
const shortest = 100
const longest = 512
/** A power of two. */
export const repeatSlots = 512

/**
 * Finds out where a field ends whose few texts come again and again, as user agents do: by four places in it the text is guessed that was there
 * before, and compared as a whole, which is one look at its bytes instead of three (its end, its hash, the text itself). A text that was found
 * or kept has a slot and a number in the spans: where both are the same, the texts are.
 */
export interface Repeats {
  /** @returns where the text ends that begins here, if it is one that was kept; else -1. @param to where the line ends */
  readonly endOf: (bytes: Uint8Array, from: number, to: number, spans: Spans) => number
  /** Keeps a text instead of the one that looks alike. Short and very long ones are not kept. */
  readonly keep: (bytes: Uint8Array, from: number, end: number, spans: Spans) => void
}

/** Counts the texts that were ever kept: no other reader's has the same number. */
let lastNumber = 0

/** @param delimiter the byte behind the text */
export const makeRepeats = (delimiter: number): Repeats => {
  const texts = new DataView(new ArrayBuffer(repeatSlots * longest))
  const bytesOfTexts = new Uint8Array(texts.buffer)
  const lengths = new Int32Array(repeatSlots)
  const numbers = new Int32Array(repeatSlots)
  const [one, two, three, four] = samples

  const slotOf = (view: DataView, from: number): number => {
    const begin = Math.imul(view.getInt32(from + one, true), 0x9e3779b1) ^ view.getInt32(from + two, true)
    const middle = Math.imul(begin, 0x85ebca6b) ^ view.getInt32(from + three, true)
    const mixed = Math.imul(Math.imul(middle, 0x9e3779b1) ^ view.getInt32(from + four, true), 0x85ebca6b)
    return (mixed ^ (mixed >>> 15)) & (repeatSlots - 1)
  }

  return {
    endOf: (bytes, from, to, spans) => {
      if (to - from < shortest) return -1
      const view = viewOf(bytes)
      const slot = slotOf(view, from)
      const length = lengths[slot] ?? 0
      const end = from + length
      if (length === 0 || end >= to || bytes[end] !== delimiter) return -1
      if (!areSame(view, from, texts, slot * longest, length)) return -1
      spans.agentSlot = slot
      spans.agentNumber = numbers[slot] ?? 0
      return end
    },
    keep: (bytes, from, end, spans) => {
      const length = end - from
      if (length < shortest || length > longest) return
      const slot = slotOf(viewOf(bytes), from)
      bytesOfTexts.set(bytes.subarray(from, end), slot * longest)
      lastNumber = (lastNumber + 1) | 0
      lengths[slot] = length
      numbers[slot] = lastNumber
      spans.agentSlot = slot
      spans.agentNumber = lastNumber
    },
  }
}
