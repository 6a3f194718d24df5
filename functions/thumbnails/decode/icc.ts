/** A colour without its brightness: x and y of CIE 1931. */
export type Point = readonly [number, number]

type Vector = readonly [number, number, number]
type Matrix = readonly [Vector, Vector, Vector]

const times = (matrix: Matrix, [x, y, z]: Vector): Vector => {
  const row = ([a, b, c]: Vector): number => a * x + b * y + c * z
  return [row(matrix[0]), row(matrix[1]), row(matrix[2])]
}

const cross = ([a, b, c]: Vector, [d, e, f]: Vector): Vector => [b * f - c * e, c * d - a * f, a * e - b * d]

const transposed = ([[a, b, c], [d, e, f], [g, h, i]]: Matrix): Matrix => [
  [a, d, g],
  [b, e, h],
  [c, f, i],
]

const inverse = (matrix: Matrix): Matrix => {
  const [one, two, three] = matrix
  const volume = one[0] * cross(two, three)[0] + one[1] * cross(two, three)[1] + one[2] * cross(two, three)[2]
  const by = ([x, y, z]: Vector): Vector => [x / volume, y / volume, z / volume]
  return transposed([by(cross(two, three)), by(cross(three, one)), by(cross(one, two))])
}

const inSpace = ([x, y]: Point): Vector => [x / y, 1, (1 - x - y) / y]

/** To the eye's three receptors, by Bradford. ICC.1:2022, annex E.3. */
const receptors: Matrix = [
  [0.8951, 0.2664, -0.1614],
  [-0.7502, 1.7135, 0.0367],
  [0.0389, -0.0685, 1.0296],
]

/** The light for which profiles are written. */
const d50: Vector = [0.9642, 1, 0.8249]

/** The same colour under the light of a profile, when its white was another. */
const adapted = (colour: Vector, white: Vector): Vector => {
  const [from, to, seen] = [times(receptors, white), times(receptors, d50), times(receptors, colour)]
  const scaled: Vector = [(seen[0] * to[0]) / from[0], (seen[1] * to[1]) / from[1], (seen[2] * to[2]) / from[2]]
  return times(inverse(receptors), scaled)
}

/** Numbers of 16 bits before and 16 behind the point. */
const fixed = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4)
  for (const [index, value] of values.entries()) bytes.writeInt32BE(Math.round(value * 65_536), index * 4)
  return bytes
}

const typed = (type: string, content: Buffer): Buffer =>
  Buffer.concat([Buffer.from(type, 'latin1'), Buffer.alloc(4), content])

const count = (number: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(number)
  return bytes
}

/** Points of a curve: enough for the steepest there is, that of ITU-R BT.2100. */
const steps = 4096

const sampled = (curve: (value: number) => number): Buffer => {
  const points = Buffer.alloc(steps * 2)
  for (let step = 0; step < steps; step += 1)
    points.writeUInt16BE(Math.round(Math.min(1, Math.max(0, curve(step / (steps - 1)))) * 65_535), step * 2)
  return typed('curv', Buffer.concat([count(steps), points]))
}

/**
 * An ICC profile of a screen: what its red, green and blue look like, and how much light a stored value is. ICC.1:2022, 7 and 8.3.
 * @param points red, green, blue and white
 * @param curve light of a stored value, both from 0 to 1
 */
export const matrixProfile = (
  [red, green, blue, white]: readonly [Point, Point, Point, Point],
  curve: (value: number) => number,
): Buffer => {
  const whole: Matrix = transposed([inSpace(red), inSpace(green), inSpace(blue)])
  const shares = times(inverse(whole), inSpace(white))
  const colorant = (point: Point, share: number): Buffer => {
    const [x, y, z] = inSpace(point)
    return typed('XYZ ', fixed(...adapted([x * share, y * share, z * share], inSpace(white))))
  }
  const tags: readonly (readonly [readonly string[], Buffer])[] = [
    [['wtpt'], typed('XYZ ', fixed(...d50))],
    [['rXYZ'], colorant(red, shares[0])],
    [['gXYZ'], colorant(green, shares[1])],
    [['bXYZ'], colorant(blue, shares[2])],
    [['rTRC', 'gTRC', 'bTRC'], sampled(curve)],
  ]
  const names = tags.flatMap(([each]) => each)
  let at = 128 + 4 + names.length * 12
  const entries = tags.flatMap(([each, content]) => {
    const place = Buffer.concat([count(at), count(content.length)])
    at += content.length
    return each.map((name) => Buffer.concat([Buffer.from(name, 'latin1'), place]))
  })
  const head = Buffer.alloc(128)
  head.writeUInt32BE(at, 0)
  head.writeUInt32BE(0x02400000, 8)
  head.write('mntrRGB XYZ ', 12, 'latin1')
  head.write('acsp', 36, 'latin1')
  fixed(...d50).copy(head, 68)
  return Buffer.concat([head, count(names.length), ...entries, ...tags.map(([, content]) => content)])
}
