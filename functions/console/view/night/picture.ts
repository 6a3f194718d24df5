import type { Asked } from '../../contract/contribution.ts'
import type { Item, Lane, Span } from '../../contract/night.ts'
import { type Html, html } from '../html.ts'
import { time, timeText } from '../times.ts'
import { nightWords } from '../words/night.ts'
import { nightsOf, placeIn, ticksOf } from './axis.ts'
import { condense, type Drawn, isCalm } from './condense.ts'
import { fillOf, isBar, type Look, lookNames, lookShapes, looks } from './looks.ts'

/** Lanes of one capability, under its name. */
export interface LaneGroup {
  readonly title: string
  readonly lanes: readonly Lane[]
}

/** A lane with what is drawn of it. */
interface DrawnLane extends Lane {
  readonly items: readonly Drawn[]
}

/** Lanes of one capability that are drawn; of more, those in which all was well become a line of text. */
const mostLanes = 16

/** Height of a lane's drawing. */
const height = 28

/** The night as one picture: a lane for each thing, all on one time. Nothing where nothing happened. */
export const picture = (asked: Asked, span: Span, groups: readonly LaneGroup[]): Html | undefined => {
  const say = nightWords[asked.reader.language]
  const drawn = groups
    .map((group) => ({ ...group, ...shownLanes(group.lanes, span, say.more) }))
    .filter(({ lanes }) => lanes.length > 0)
  if (drawn.length === 0) return undefined
  const used = new Set(drawn.flatMap(({ lanes }) => lanes.flatMap(({ items }) => items.map(({ look }) => look))))
  const [from, until] = [timeText(asked.reader, span.from), timeText(asked.reader, span.until)]
  return html`<figure class="night" aria-label="${say.pictureLabel(from, until)}">
${lookShapes(used)}
<div class="lanes" aria-hidden="true">
${grid(asked, span)}
${drawn.map(
  ({ title, lanes, left }) => html`<div class="group"><p class="group-title">${title}</p>
${lanes.map((lane) => laneRow(asked, span, lane))}
${left > 0 ? html`<p class="left">${say.otherLanes(left)}</p>` : undefined}</div>`,
)}
</div>
${legend(used, say.looks, say.legend)}
<details class="as-list"><summary>${say.asList}</summary>${list(asked, drawn)}</details>
</figure>`
}

const shownLanes = (lanes: readonly Lane[], span: Span, several: (count: number) => string) => {
  const filled = lanes
    .map((lane) => ({ ...lane, items: condense(lane.items, span, several) }))
    .filter(({ items }) => items.length > 0)
  if (filled.length <= mostLanes) return { lanes: filled, left: 0 }
  const wrong = filled.filter(({ isWrong }) => isWrong)
  const room = Math.max(0, mostLanes - wrong.length)
  const well = new Set(filled.filter(({ isWrong }) => !isWrong).slice(0, room))
  const shown = filled.filter((lane) => lane.isWrong || well.has(lane))
  return { lanes: shown, left: filled.length - shown.length }
}

const grid = ({ reader }: Asked, span: Span): Html => {
  const ticks = ticksOf(span, reader)
  return html`<svg class="grid" width="100%" height="100%" focusable="false">
${nightsOf(span, reader).map(({ from, until }) => html`<rect class="dark" x="${from}%" width="${Math.round((until - from) * 100) / 100}%" y="0" height="100%"/>`)}
${ticks.map(({ at, rank }) => html`<line class="${rank}" x1="${at}%" x2="${at}%" y1="22" y2="100%"/>`)}
${ticks.map(({ at, rank, label }) =>
  rank === 'line' || at > 97 ? undefined : html`<text class="${rank}" x="${at}%" y="14" dx="3">${label}</text>`,
)}
</svg>`
}

const laneRow = (asked: Asked, span: Span, { title, path, items }: DrawnLane): Html =>
  html`<div class="lane"><p class="lane-title">${
    path === undefined
      ? html`<bdi>${title}</bdi>`
      : html`<a class="lane-link" href="${asked.at(path)}" tabindex="-1"><bdi>${title}</bdi></a>`
  }</p><svg class="track" width="100%" height="${height}" focusable="false">${items.map((item) => drawItem(asked, span, item))}</svg></div>`

const drawItem = (asked: Asked, span: Span, item: Drawn): Html => {
  const shape = isBar(item.look)
    ? bar(span, item)
    : html`<use href="#look-${item.look}" x="${placeIn(span, new Date(item.from))}%" y="${height / 2}"/>`
  const titled = html`<g><title>${item.title}</title>${shape}</g>`
  return item.path === undefined ? titled : html`<a href="${asked.at(item.path)}" tabindex="-1">${titled}</a>`
}

/** Percent that the shortest bar has, so that it can be seen and touched. */
const shortest = 0.6

const bar = (span: Span, { from, until, look }: Item): Html => {
  const form = looks[look]
  if (!('bar' in form)) return html``
  const start = placeIn(span, new Date(from))
  const end = until === undefined ? start : until === 'now' ? 100 : placeIn(span, new Date(until))
  const width = Math.max(shortest, Math.round((end - start) * 100) / 100)
  return html`<rect class="bar ${form.bar}" x="${Math.min(start, 100 - shortest)}%" y="${(height - form.height) / 2}" width="${width}%" height="${form.height}" rx="2"${fillOf(form)}/>`
}

const legend = (
  used: ReadonlySet<Look>,
  words: Readonly<Record<Look, string>>,
  label: string,
): Html => html`<ul class="legend" aria-label="${label}">
${lookNames
  .filter((look) => used.has(look))
  .map((look) => {
    const form = looks[look]
    const sample =
      'bar' in form
        ? html`<rect class="bar ${form.bar}" x="1" y="${(18 - form.height) / 2}" width="20" height="${form.height}" rx="2"${fillOf(form)}/>`
        : html`<use href="#look-${look}" x="11" y="9"/>`
    return html`<li><svg width="22" height="18" aria-hidden="true" focusable="false">${sample}</svg>${words[look]}</li>`
  })}</ul>`

/** A row of the list: what needs a look by itself, what went well by its number. */
const listRows = (asked: Asked, { title, items }: DrawnLane): Html[] => {
  const say = nightWords[asked.reader.language]
  const when = ({ from, until }: Drawn): Html =>
    html`${time(asked.reader, from)}${until === undefined ? undefined : html` – ${until === 'now' ? say.now : time(asked.reader, until)}`}`
  const single = items
    .filter(({ look }) => !isCalm(look))
    .toSorted((one, other) => Date.parse(one.from) - Date.parse(other.from))
    .map(
      (item) =>
        html`<tr><td>${when(item)}</td><td>${item.path === undefined ? html`<bdi>${item.title}</bdi>` : html`<a href="${asked.at(item.path)}"><bdi>${item.title}</bdi></a>`}</td><td>${say.looks[item.look]}</td></tr>`,
    )
  const calm = [...Map.groupBy(items, ({ look }) => look)].flatMap(([look, each]) => {
    const [first] = each
    if (first === undefined || !isCalm(look)) return []
    const count = each.reduce((sum, item) => sum + item.count, 0)
    const what = count === 1 ? first.title : title
    return [
      html`<tr><td>${time(asked.reader, first.from)}${count === 1 ? undefined : html` – ${time(asked.reader, each.at(-1)?.from ?? first.from)}`}</td><td><bdi>${what}</bdi></td><td>${say.looks[look]}${count === 1 ? undefined : ` × ${count}`}</td></tr>`,
    ]
  })
  return [...single, ...calm]
}

const list = (
  asked: Asked,
  groups: readonly { readonly title: string; readonly lanes: readonly DrawnLane[] }[],
): Html => {
  const say = nightWords[asked.reader.language]
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${say.asList}"><table><thead><tr><th scope="col">${say.when}</th><th scope="col">${say.what}</th><th scope="col">${say.state}</th></tr></thead>
${groups.map(
  ({ title, lanes }) => html`<tbody><tr><th scope="rowgroup" colspan="3">${title}</th></tr>
${lanes.flatMap((lane) => listRows(asked, lane))}</tbody>`,
)}</table></div>`
}
