/** What is shown in a thumbnail's place until it is there. */
export interface Placeholder {
  /** ThumbHash, in base64: 25 bytes at most. https://evanw.github.io/thumbhash/ */
  readonly thumbHash: string
  /** The colour that most pixels have, `#rrggbb`. Left out where all are transparent. */
  readonly dominantColour?: string | undefined
}

const hashKey = 'thumbhash'
const colourKey = 'dominant-colour'

/** As a thumbnail carries it, in its metadata. */
export const placeholderMetadata = (placeholder: Placeholder | undefined): Record<string, string> =>
  placeholder
    ? {
        [hashKey]: placeholder.thumbHash,
        ...(placeholder.dominantColour === undefined ? {} : { [colourKey]: placeholder.dominantColour }),
      }
    : {}

/** What a thumbnail's metadata says of it; nothing where that is none. */
export const readPlaceholder = (metadata: Readonly<Record<string, string>> = {}): Placeholder | undefined => {
  const { [hashKey]: thumbHash = '', [colourKey]: colour = '' } = metadata
  if (!/^[A-Za-z\d+/]{6,34}={0,2}$/.test(thumbHash)) return undefined
  return { thumbHash, ...(/^#[\da-f]{6}$/.test(colour) ? { dominantColour: colour } : {}) }
}
