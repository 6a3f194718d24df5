import type { Context } from 'pureimage'
import type { Tick } from './axes.ts'
import { glyphAdvance, glyphStrokes, glyphsWidth, type Place } from './glyphs.ts'
import type { Point } from './point.ts'

/** Where on the picture an instant (in ms) and a value are, and the edges of the field in pixels. */
export interface Field {
  readonly x: (at: number) => number
  readonly y: (value: number) => number
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

const colours = { grid: '#e5e7eb', label: '#4b5563', line: '#2563eb', threshold: '#dc2626', moment: '#9ca3af' }

/** Pixels of one unit of a character's grid. */
const unit = 2.6

export const labelWidth = (label: string): number => glyphsWidth(label) * unit

const stroke = (context: Context, path: readonly Place[], colour: string, width: number): void => {
  context.strokeStyle = colour
  context.lineWidth = width
  context.beginPath()
  for (const [index, [x, y]] of path.entries()) index === 0 ? context.moveTo(x, y) : context.lineTo(x, y)
  context.stroke()
}

const write = (context: Context, text: string, left: number, top: number): void => {
  for (const [index, character] of [...text].entries())
    for (const path of glyphStrokes(character))
      stroke(
        context,
        path.map(([x, y]): Place => [left + (index * glyphAdvance + x) * unit, top + y * unit]),
        colours.label,
        2,
      )
}

const across = ({ left, right }: Field, y: number): Place[] => [
  [left, y],
  [right, y],
]

const upright = ({ top, bottom }: Field, x: number): Place[] => [
  [x, top],
  [x, bottom],
]

/** @param width of the picture: a label at its edge is moved inwards */
export const drawAxes = (
  context: Context,
  field: Field,
  {
    values,
    times,
    width,
  }: { readonly values: readonly Tick[]; readonly times: readonly Tick[]; readonly width: number },
): void => {
  for (const { value, label } of values) {
    const y = field.y(value)
    stroke(context, across(field, y), colours.grid, 2)
    write(context, label, field.left - 14 - labelWidth(label), y - 3 * unit)
  }
  for (const { value, label } of times) {
    const x = field.x(value)
    stroke(context, upright(field, x), colours.grid, 1)
    const wide = labelWidth(label)
    write(context, label, Math.min(Math.max(x - wide / 2, 4), width - 4 - wide), field.bottom + 16)
  }
}

export const drawMoment = (context: Context, field: Field, moment: Date): void =>
  stroke(context, upright(field, field.x(moment.getTime())), colours.moment, 3)

export const drawThreshold = (context: Context, { left, right, y }: Field, threshold: number): void => {
  const height = y(threshold)
  for (let x = left; x < right; x += 18) {
    const dash: Place[] = [
      [x, height],
      [Math.min(x + 10, right), height],
    ]
    stroke(context, dash, colours.threshold, 3)
  }
}

/** The points in runs without a gap: where data is missing nobody knows what was in between. */
const runsOf = (points: readonly Point[]): Point[][] => {
  const sorted = points.toSorted((one, other) => one.at.getTime() - other.at.getTime())
  const distances = sorted.slice(1).map(({ at }, index) => at.getTime() - (sorted[index]?.at.getTime() ?? 0))
  const usual = distances.toSorted((one, other) => one - other)[Math.floor(distances.length / 2)] ?? 0
  const runs: Point[][] = []
  for (const [index, point] of sorted.entries()) {
    const distance = distances[index - 1]
    const run = runs.at(-1)
    if (run && distance !== undefined && distance <= usual * 2.5) run.push(point)
    else runs.push([point])
  }
  return runs
}

/**
 * A part of the line, a pixel longer at both ends so that no seam shows. The line is drawn part by part because the stroke of
 * a path with sharp turns reaches far out of the field.
 */
const overlapping = ([ax, ay]: Place, [bx, by]: Place): Place[] => {
  const length = Math.hypot(bx - ax, by - ay) || 1
  const [dx, dy] = [(bx - ax) / length, (by - ay) / length]
  return [
    [ax - dx, ay - dy],
    [bx + dx, by + dy],
  ]
}

export const drawPoints = (context: Context, field: Field, points: readonly Point[]): void => {
  for (const run of runsOf(points)) {
    const path = run.map(({ at, value }): Place => [field.x(at.getTime()), field.y(value)])
    const [[x, y] = [0, 0]] = path
    // A lonely point is a short dash, else nobody would see it.
    const parts = path.length === 1 ? [overlapping([x - 3, y], [x + 3, y])] : []
    for (const part of parts) stroke(context, part, colours.line, 8)
    for (const [index, point] of path.slice(1).entries())
      stroke(context, overlapping(path[index] ?? point, point), colours.line, 3)
  }
}
