/** A picture that is asked for by its address. A size is needed; what else is left out is as the original's recipe says. */
export interface AskedPicture {
  /** Pixels. Nothing is enlarged. */
  readonly width?: number | undefined
  readonly height?: number | undefined
  /** `inside` (the default): all of the picture. `cover`: the box is filled. `contain`: the rest of the box is background. */
  readonly fit?: 'inside' | 'cover' | 'contain' | undefined
  /** `auto`: the best of AVIF, WebP and JPEG that the browser says it takes. */
  readonly format?: 'webp' | 'jpeg' | 'avif' | 'png' | 'auto' | undefined
  /** 1 to 100. */
  readonly quality?: number | undefined
  /** `rrggbb`, with or without `#`. */
  readonly background?: string | undefined
  /** What stays of a picture that is cut (`cover`): `centre`, `attention`, `entropy`, or a point such as `0.3:0.7`, shares from the left and the top. */
  readonly position?: string | undefined
}

/** Something that no picture can be asked for by. The message names the value; `rule` says what would be allowed, without it. */
export class PictureError extends RangeError {
  override readonly name = 'PictureError'
  readonly rule: string

  constructor(value: string, rule: string) {
    super(`${JSON.stringify(value.slice(0, 60))} is not allowed: ${rule}`)
    this.rule = rule
  }
}

/** Pixels of a side: WebP takes no more. */
export const longestSide = 16_383

/** Pixels of a box that is always filled, as in the sizes of a recipe. */
const mostFilled = 16e6

const names = ['w', 'h', 'fit', 'format', 'quality', 'background', 'position'] as const
type Name = (typeof names)[number]
type Said = Readonly<Partial<Record<Name, string>>>

const isName = (name: string): name is Name => (names as readonly string[]).includes(name)

const number = (name: Name, most: number) => (value: string) => {
  if (!/^[1-9]\d{0,4}$/.test(value) || Number(value) > most)
    throw new PictureError(`${name}=${value}`, `${name} is a whole number from 1 to ${most}`)
  return value
}

const word =
  (name: Name, ...words: readonly string[]) =>
  (value: string) => {
    if (!words.includes(value)) throw new PictureError(`${name}=${value}`, `${name} is ${words.join(', ')}`)
    return value
  }

const positions = ['centre', 'attention', 'entropy'] as const

/** Two shares of at most four places, each spelled in one way: `0.3:0.7` also where `0.30:0.7` is written. */
const pointIn = (value: string): readonly [x: number, y: number] | undefined => {
  const [, x, y] = /^(0(?:\.\d{1,4})?|1(?:\.0{1,4})?):(0(?:\.\d{1,4})?|1(?:\.0{1,4})?)$/.exec(value) ?? []
  return x === undefined || y === undefined ? undefined : [Number(x), Number(y)]
}

/** What a position in an address means; undefined where it is none. */
export const positionOf = (
  value: string,
): (typeof positions)[number] | { readonly x: number; readonly y: number } | undefined => {
  const point = pointIn(value)
  return point ? { x: point[0], y: point[1] } : positions.find((each) => each === value)
}

/** Each option as it is written in an address: a spelling for each meaning. */
const spellings: Readonly<Record<Name, (value: string) => string>> = {
  w: number('w', longestSide),
  h: number('h', longestSide),
  fit: word('fit', 'inside', 'cover', 'contain'),
  format: word('format', 'webp', 'jpeg', 'avif', 'png', 'auto'),
  quality: number('quality', 100),
  background: (value) => {
    const colour = value.toLowerCase().replace(/^#/, '')
    if (!/^[0-9a-f]{6}$/.test(colour))
      throw new PictureError(`background=${value}`, 'background is a colour of six digits, such as ffffff')
    return colour
  },
  position: (value) => {
    const found = positionOf(value)
    if (found === undefined)
      throw new PictureError(
        `position=${value}`,
        'position is centre, attention, entropy, or two numbers from 0 to 1 with four places at most, such as 0.3:0.7',
      )
    return typeof found === 'string' ? found : `${found.x}:${found.y}`
  },
}

const spell = (said: Said): string => {
  const written = names.flatMap((name) => {
    const value = said[name]
    return value === undefined ? [] : [[name, spellings[name](value)] as const]
  })
  const { w, h, fit = 'inside' } = said
  if (w === undefined && h === undefined) throw new PictureError('no size', 'a picture has w, h or both')
  if (fit !== 'inside' && (w === undefined || h === undefined))
    throw new PictureError(`fit=${fit}`, 'cover and contain need w and h')
  if (said.position !== undefined && fit !== 'cover')
    throw new PictureError(`position=${said.position}`, 'position needs fit=cover: nothing else is cut')
  if (fit !== 'inside' && Number(w) * Number(h) > mostFilled)
    throw new PictureError(
      `w=${w},h=${h}`,
      `cover and contain have at most ${mostFilled / 1e6} million pixels, such as w=4000,h=4000`,
    )
  return written
    .filter(([name, value]) => name !== 'fit' || value !== 'inside')
    .map(([name, value]) => `${name}=${value}`)
    .join(',')
}

const textOf = (value: number | string | undefined): string | undefined =>
  value === undefined ? undefined : `${value}`

/**
 * The one way in which a picture is written in an address: the options in the order `w, h, fit, format, quality, background, position`, without the
 * default fit, colours in small letters. Two spellings of one picture have the same.
 * @returns such as `w=480,h=320,fit=cover`
 * @throws PictureError for what cannot be asked for
 */
export const normalForm = ({ width, height, fit, format, quality, background, position }: AskedPicture): string =>
  spell({
    ...(width === undefined ? {} : { w: textOf(width) }),
    ...(height === undefined ? {} : { h: textOf(height) }),
    ...(fit === undefined ? {} : { fit }),
    ...(format === undefined ? {} : { format }),
    ...(quality === undefined ? {} : { quality: textOf(quality) }),
    ...(background === undefined ? {} : { background }),
    ...(position === undefined ? {} : { position }),
  } as Said)

/**
 * Reads options in any order.
 * @param text such as `h=320,w=480,fit=cover`
 * @throws PictureError for an option that is unknown, stands twice, or has a value that it cannot have
 */
export const parsePicture = (text: string): AskedPicture => {
  const said: Partial<Record<Name, string>> = {}
  for (const part of text.split(',')) {
    const at = part.indexOf('=')
    const name = part.slice(0, Math.max(at, 0))
    if (!isName(name)) throw new PictureError(part, `an option is one of ${names.join(', ')}, such as w=480`)
    if (said[name] !== undefined) throw new PictureError(part, `${name} stands once`)
    said[name] = spellings[name](part.slice(at + 1))
  }
  spell(said)
  const { w, h, fit, format, quality, background, position } = said
  return {
    ...(w === undefined ? {} : { width: Number(w) }),
    ...(h === undefined ? {} : { height: Number(h) }),
    ...(fit === undefined || fit === 'inside' ? {} : { fit: fit as AskedPicture['fit'] }),
    ...(format === undefined ? {} : { format: format as AskedPicture['format'] }),
    ...(quality === undefined ? {} : { quality: Number(quality) }),
    ...(background === undefined ? {} : { background }),
    ...(position === undefined ? {} : { position }),
  }
}
