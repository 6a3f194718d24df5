/** One segment of a JPEG: its marker, its length, and what is in it. */
export const segment = (marker: number, content: readonly number[]): number[] => [
  0xff,
  marker,
  (content.length + 2) >> 8,
  (content.length + 2) & 0xff,
  ...content,
]

const word = (value: number): number[] => [value >> 8, value & 0xff]

/** A frame header, of a grey picture unless it is told otherwise. `marker` tells the coding: C0 baseline, C2 progressive. */
export const frame = (marker: number, width: number, height: number): number[] =>
  segment(marker, [8, ...word(height), ...word(width), 1, 1, 0x11, 0])

/** A scan header for one component, and the scan's data. */
export const scan = (data: readonly number[] = [0x12, 0xff, 0x00, 0x34]): number[] => [
  ...segment(0xda, [1, 1, 0, 0, 63, 0]),
  ...data,
]

export const soi = [0xff, 0xd8]
export const eoi = [0xff, 0xd9]

export const bytesOf = (...parts: readonly (readonly number[])[]): Uint8Array => Uint8Array.from(parts.flat())
