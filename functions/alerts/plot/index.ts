import { PassThrough } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { encodePNGToStream, make } from 'pureimage'
import { timeTicks, valueTicks } from './axes.ts'
import { drawAxes, drawMoment, drawPoints, drawThreshold, type Field, labelWidth } from './draw.ts'
import type { Point } from './point.ts'

export interface PlotProps {
  /** In any order. What is outside the window, or no number, is left out. */
  readonly points: readonly Point[]
  readonly from: Date
  readonly until: Date
  /** IANA zone of the times below the axis. */
  readonly zone: string
  /** Drawn as a red line. */
  readonly threshold?: number | undefined
  /** When it happened, drawn as a line upwards. */
  readonly moment?: Date | undefined
  /** Pixels. Default 1200 by 440, twice what an email shows. */
  readonly size?: { readonly width: number; readonly height: number } | undefined
}

/** Pixels around the field; the labels of the values come on top of `left`. */
const margin = { top: 24, right: 28, bottom: 48, left: 28 }

/**
 * A metric around a moment as a PNG; the same pixels for the same input. Drawn by pureimage, plain JavaScript: no native
 * code for each processor.
 * @throws RangeError when the window has no length
 */
export const plot = async (props: PlotProps): Promise<Buffer> => {
  const { from, until, zone, threshold, moment, size = { width: 1200, height: 440 } } = props
  if (!(from < until)) throw new RangeError('A plot needs a from before its until')
  const points = props.points.filter(({ at, value }) => at >= from && at <= until && Number.isFinite(value))
  const values = valueTicks([...points.map(({ value }) => value), ...(threshold === undefined ? [] : [threshold])])
  const low = values[0]?.value ?? 0
  const high = values.at(-1)?.value ?? 1
  const left = margin.left + Math.max(...values.map(({ label }) => labelWidth(label)))
  const right = size.width - margin.right
  const bottom = size.height - margin.bottom
  const field: Field = {
    left,
    right,
    top: margin.top,
    bottom,
    x: (at) => left + ((at - from.getTime()) / (until.getTime() - from.getTime())) * (right - left),
    y: (value) => bottom - ((value - low) / (high - low)) * (bottom - margin.top),
  }
  const image = make(size.width, size.height)
  const context = image.getContext('2d')
  context.fillStyle = '#ffffff'
  context.fillRect(0, 0, size.width, size.height)
  drawAxes(context, field, { values, times: timeTicks(from, until, zone), width: size.width })
  if (moment && moment >= from && moment <= until) drawMoment(context, field, moment)
  drawPoints(context, field, points)
  if (threshold !== undefined) drawThreshold(context, field, threshold)
  const png = new PassThrough()
  const [bytes] = await Promise.all([buffer(png), encodePNGToStream(image, png)])
  return bytes
}
