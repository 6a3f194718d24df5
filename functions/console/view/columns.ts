import type { Span } from '../contract/night.ts'
import { type Html, html } from './html.ts'
import { placeIn, ticksOf } from './night/axis.ts'
import type { Reader } from './reader.ts'

/** One column of a chart over time. */
export interface Column {
  readonly from: Date
  readonly until: Date
  /** From the ground up, each in the colour of its place: the first full, the second striped. */
  readonly values: readonly number[]
  /** What it says, where the pointer rests. */
  readonly title: string
}

const height = 96
const top = 16

const sum = (values: readonly number[]): number => values.reduce((total, each) => total + each, 0)

/** Columns over a time, the highest as high as the chart. @param label all of it in a sentence, for who listens */
export const columnChart = (reader: Reader, span: Span, columns: readonly Column[], label: string): Html => {
  const most = Math.max(1, ...columns.map(({ values }) => sum(values)))
  const scale = (value: number): number => Math.round((value / most) * (height - top) * 10) / 10
  return html`<svg class="columns-chart" width="100%" height="${height + 4}" role="img" aria-label="${label}" focusable="false">
${ticksOf(span, reader).map(({ at, rank, label: text }) =>
  rank === 'line' || rank === 'minor' || at > 96
    ? undefined
    : html`<line class="tick" x1="${at}%" x2="${at}%" y1="${top}" y2="${height}"/><text x="${at}%" y="11" dx="2">${text}</text>`,
)}
${columns.map((column) => draw(column, span, scale))}
<line class="axis" x1="0" x2="100%" y1="${height}" y2="${height}"/>
</svg>`
}

const draw = ({ from, until, values, title }: Column, span: Span, scale: (value: number) => number): Html => {
  const start = placeIn(span, from)
  const width = Math.max(0.2, Math.round((placeIn(span, until) - start) * 90) / 100)
  let ground = height
  const parts = values.map((value, index) => {
    const tall = value > 0 ? Math.max(1.5, scale(value)) : 0
    ground -= tall
    return tall > 0
      ? html`<rect class="part-${index}" x="${start}%" width="${width}%" y="${ground}" height="${tall}"/>`
      : undefined
  })
  return html`<g><title>${title}</title>${parts}</g>`
}
