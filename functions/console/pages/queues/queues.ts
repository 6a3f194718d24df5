import type { QueueRow } from '../../../../api/queues/queues.ts'
import type { Asked, Show } from '../../contract/contribution.ts'
import { type Html, html } from '../../view/html.ts'
import { table } from '../../view/table.ts'
import { durationText, numberText } from '../../view/times.ts'
import { menuTitle } from '../../view/words/menu.ts'
import { queuesWords } from '../../view/words/queues.ts'
import { askQueues } from './ask.ts'

const holds = ({ deadLetters, waiting, working }: QueueRow): boolean => deadLetters && waiting + working > 0

/** Every queue: how much waits in it, how old the oldest is, and which keep what failed. */
export const showQueues: Show = async (asked) => {
  const { reader } = asked
  const say = queuesWords[reader.language]
  const rows = await askQueues(asked)
  const dead = rows.filter(({ deadLetters }) => deadLetters)
  const full = dead.filter(holds)
  return {
    title: menuTitle('queues')(reader.language),
    body: html`<p class="${full.length === 0 ? 'story fine' : 'story'}">${
      full.length === 0
        ? say.noLetters
        : say.someLetters(
            full.reduce((sum, { waiting, working }) => sum + waiting + working, 0),
            full.map(({ queue }) => queue).join(', '),
          )
    }</p>
${queueTable(asked, say.deadLetters, 'dead', [...full, ...dead.filter((row) => !holds(row))])}
${queueTable(
  asked,
  say.working,
  'live',
  rows.filter(({ deadLetters }) => !deadLetters),
)}`,
  }
}

const queueTable = ({ reader, at }: Asked, title: string, id: string, rows: readonly QueueRow[]): Html | undefined => {
  const say = queuesWords[reader.language]
  if (rows.length === 0) return undefined
  const number = (value: number): string => (value === 0 ? '0' : numberText(reader, value))
  return html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>
${table(
  title,
  [say.queue, { number: say.waiting }, { number: say.inWork }, { number: say.delayed }, { number: say.oldest }],
  rows.map(
    (row) =>
      html`<tr><th scope="row">${row.deadLetters ? html`<a href="${at(`/queues/${encodeURIComponent(row.queue)}`)}">${row.queue}</a>` : row.queue}</th><td class="${holds(row) ? 'number ended-bad' : 'number'}">${number(row.waiting)}</td><td class="number">${number(row.working)}</td><td class="number">${number(row.delayed)}</td><td class="number">${row.oldestSeconds === undefined ? undefined : durationText(reader, row.oldestSeconds)}</td></tr>`,
  ),
)}</section>`
}
