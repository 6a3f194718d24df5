import type { Libheif } from './libheif.ts'

/** Longest profile or block of metadata that is taken, in bytes; a camera's have some 60,000 at most. */
const longest = 4e6

/** What libheif says of a picture that it cannot decode: it is as good as before, other than when it breaks. */
export class HeicFault extends Error {
  override readonly name = 'HeicFault'
}

export const textAt = ({ HEAPU8 }: Libheif, at: number): string =>
  at === 0 ? '' : Buffer.from(HEAPU8.subarray(at, HEAPU8.indexOf(0, at))).toString('latin1')

/** Calls what gives an error, and throws that. */
export const calling =
  (lib: Libheif, error: number) =>
  (call: (error: number) => void): void => {
    call(error)
    if (lib.HEAP32[error >> 2] === 0) return
    throw new HeicFault(textAt(lib, lib.HEAP32[(error >> 2) + 2] ?? 0) || `error ${lib.HEAP32[error >> 2]}`)
  }

/** Bytes that a call writes to a place that is made for them. */
export const bytesOf = (lib: Libheif, size: number, write: (to: number) => void): Buffer | undefined => {
  if (size <= 0 || size > longest) return undefined
  const at = lib._malloc(size)
  try {
    write(at)
    return Buffer.from(lib.HEAPU8.slice(at, at + size))
  } finally {
    lib._free(at)
  }
}
