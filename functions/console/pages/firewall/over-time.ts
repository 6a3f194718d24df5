import type { BlockRow } from '../../../../api/firewall/block-row.ts'
import type { Asked } from '../../contract/contribution.ts'
import type { Span } from '../../contract/night.ts'
import { columnChart } from '../../view/columns.ts'
import { type Html, html } from '../../view/html.ts'
import { numberText, timeText } from '../../view/times.ts'
import { firewallWords } from '../../view/words/firewall.ts'

const hourMs = 3_600_000

/** New blocks of a time, hour by hour or day by day: those that keep somebody out below, those that are only counted above. */
export const blocksOverTime = (asked: Asked, span: Span, blocks: readonly BlockRow[]): Html => {
  const { reader } = asked
  const say = firewallWords[reader.language]
  const length = span.until.getTime() - span.from.getTime()
  const step = length <= 2 * 24 * hourMs ? hourMs : length <= 8 * 24 * hourMs ? 6 * hourMs : 24 * hourMs
  const count = Math.ceil(length / step)
  const counts = Array.from({ length: count }, () => [0, 0] as [number, number])
  for (const { from, mode } of blocks) {
    const place = counts[Math.floor((Date.parse(from) - span.from.getTime()) / step)]
    if (place) place[mode === 'block' ? 0 : 1] += 1
  }
  const total = counts.reduce((sum, [one, other]) => sum + one + other, 0)
  if (total === 0) return html`<p class="soft">${say.noneInTime}</p>`
  const columns = counts.map((values, index) => {
    const from = new Date(span.from.getTime() + index * step)
    const title = `${timeText(reader, from)}: ${say.newBlocks(numberText(reader, values[0]), numberText(reader, values[1]))}`
    return { from, until: new Date(from.getTime() + step), values, title, sum: values[0] + values[1] }
  })
  const most = columns.reduce((best, each) => (each.sum > best.sum ? each : best))
  return columnChart(
    reader,
    span,
    columns,
    say.overTimeLabel(numberText(reader, total), numberText(reader, most.sum), timeText(reader, most.from)),
  )
}
