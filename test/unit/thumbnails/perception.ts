/** Pixels in rows, red, green and blue from 0 to 255 each. */
export interface Pixels {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}

const toLight = (value: number): number => {
  const share = value / 255
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
}

const toValue = (light: number): number =>
  255 * (light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055)

const curve = (share: number): number =>
  share > 216 / 24389 ? Math.cbrt(share) : (share * 24389) / 27 / 116 + 16 / 116

/** CIE L*a*b* of an sRGB colour, for D65. IEC 61966-2-1; CIE 15. */
const labOf = (red: number, green: number, blue: number): readonly [number, number, number] => {
  const [r, g, b] = [toLight(red), toLight(green), toLight(blue)]
  const x = curve((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505)
  const y = curve(0.2126 * r + 0.7152 * g + 0.0722 * b)
  const z = curve((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089)
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}

/** Mean ΔE*ab between two pictures of the same size: about 2.3 is just noticed. */
export const difference = (one: Pixels, other: Pixels): number => {
  if (one.width !== other.width || one.height !== other.height)
    throw new RangeError(`${one.width} × ${one.height} is not ${other.width} × ${other.height}`)
  let sum = 0
  for (let at = 0; at < one.data.length; at += 3) {
    const [l1, a1, b1] = labOf(one.data[at] ?? 0, one.data[at + 1] ?? 0, one.data[at + 2] ?? 0)
    const [l2, a2, b2] = labOf(other.data[at] ?? 0, other.data[at + 1] ?? 0, other.data[at + 2] ?? 0)
    sum += Math.hypot(l1 - l2, a1 - a2, b1 - b2)
  }
  return (sum * 3) / one.data.length
}

/** What a picture is `factor` times smaller: the mean of each square, of values as they are stored or of light. */
export const shrink = ({ width, height, data }: Pixels, factor: number, of: 'gamma' | 'linear'): Pixels => {
  const [wide, high] = [width / factor, height / factor]
  const small = new Uint8Array(wide * high * 3)
  for (let index = 0; index < small.length; index += 1) {
    const [x, y] = [Math.floor(index / 3) % wide, Math.floor(index / 3 / wide)]
    let sum = 0
    for (let dy = 0; dy < factor; dy += 1)
      for (let dx = 0; dx < factor; dx += 1) {
        const value = data[((y * factor + dy) * width + x * factor + dx) * 3 + (index % 3)] ?? 0
        sum += of === 'linear' ? toLight(value) : value
      }
    const mean = sum / factor ** 2
    small[index] = Math.round(of === 'linear' ? toValue(mean) : mean)
  }
  return { width: wide, height: high, data: small }
}

/** A picture whose every place differs from every other: gradients of all three colours, and a bright square top left. */
export const makeScene = (width: number, height: number): Pixels => {
  const data = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const inSquare = x < width / 4 && y < height / 4
      const colour = inSquare
        ? [250, 240, 20]
        : [40 + (180 * x) / width, 40 + (180 * y) / height, 200 - (150 * (x + y)) / (width + height)]
      data.set(colour, (y * width + x) * 3)
    }
  return { width, height, data }
}
