/**
 * Where the parts of a line stand in the bytes that it was read from. One object for all lines: nothing is made for each of them.
 * A part that is not there begins at -1.
 */
export interface Spans {
  /** The bytes that the other parts lie in. */
  bytes: Buffer
  /** Minutes since 1970, UTC; -1 where no time could be read. */
  minute: number
  /** Milliseconds of the minute. */
  ms: number
  /** 0 for a client that went away; -1 where it could not be read. */
  status: number
  addressFrom: number
  addressTo: number
  /** The X-Forwarded-For header. */
  forwardedFrom: number
  forwardedTo: number
  methodFrom: number
  methodTo: number
  /** The host that was asked for. */
  hostFrom: number
  hostTo: number
  /** The distribution's own name. */
  nameFrom: number
  nameTo: number
  pathFrom: number
  pathTo: number
  agentFrom: number
  agentTo: number
  /** Two agents with the same slot and number are the same (repeats.ts); -1 for one that is not known again. */
  agentSlot: number
  agentNumber: number
  /** WAF refused it. */
  refused: boolean
}

export const noSpans = (): Spans => ({
  bytes: Buffer.alloc(0),
  minute: -1,
  ms: 0,
  status: -1,
  addressFrom: -1,
  addressTo: -1,
  forwardedFrom: -1,
  forwardedTo: -1,
  methodFrom: -1,
  methodTo: -1,
  hostFrom: -1,
  hostTo: -1,
  nameFrom: -1,
  nameTo: -1,
  pathFrom: -1,
  pathTo: -1,
  agentFrom: -1,
  agentTo: -1,
  agentSlot: -1,
  agentNumber: 0,
  refused: false,
})

/** Which parts somebody looks at, beside those that every line needs. */
export interface Wanted {
  readonly forwarded: boolean
}

/** Reads one line, without its end, into the spans. */
export type ReadLine = (bytes: Buffer, from: number, to: number, spans: Spans) => void

/** What can read a kind of lines. */
export interface LineReader {
  readonly read: ReadLine
  /** Reads the method, the hosts and the header X-Forwarded-For of the line that was read last, where that is left until somebody asks. */
  readonly readMore?: ((spans: Spans) => void) | undefined
  /** Whether a port may stand behind an address without brackets. */
  readonly hasPorts: boolean
  /** Undoes what the format did to a text, as latin1: a character is a byte. */
  readonly undo: (latin1: string) => string
}

export const asItIs = (latin1: string): string => latin1

const zero = 48
const dash = 45

/** Three digits; `-` and `000` are 0, a client that went away; -1 for anything else. */
export const statusAt = (bytes: Buffer, from: number, to: number): number => {
  if (to - from !== 3) return to - from === 1 && (bytes[from] === dash || bytes[from] === zero) ? 0 : -1
  const [hundreds, tens, ones] = [
    (bytes[from] ?? 0) - zero,
    (bytes[from + 1] ?? 0) - zero,
    (bytes[from + 2] ?? 0) - zero,
  ]
  const areDigits = hundreds >= 0 && hundreds <= 9 && tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9
  return areDigits ? hundreds * 100 + tens * 10 + ones : -1
}
