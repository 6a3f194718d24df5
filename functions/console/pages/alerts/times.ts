import { type IncidentTimesRow, readIncidentTimes } from '../../../../api/alerts/incident-times.ts'
import type { Asked, Show } from '../../contract/contribution.ts'
import { type Html, html } from '../../view/html.ts'
import { linkRow } from '../../view/links.ts'
import { table } from '../../view/table.ts'
import { durationText, numberText } from '../../view/times.ts'
import { timesWords } from '../../view/words/alerts/times.ts'
import { alertsWords } from '../../view/words/alerts.ts'

/** How many months can be chosen: the ledger keeps thirteen. */
const spans = [3, 6, 13] as const

/** How long it took to acknowledge and to resolve, by policy and month. */
export const showTimes: Show = async (asked) => {
  const { deployment, reader, at, now, query } = asked
  const say = timesWords[reader.language]
  const months = spans.find((each) => String(each) === query('months')) ?? 3
  const since = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months + 1, 1))
  const { rows, isCut } = await readIncidentTimes(deployment, { since })
  const links = spans.map((count) => ({
    label: say.months(count),
    address: at('/incidents/times', { months: count === 3 ? undefined : String(count) }),
    isCurrent: count === months,
  }))
  return {
    title: say.timesTitle,
    above: [{ path: '/incidents', title: alertsWords[reader.language].incidents }],
    refreshSeconds: 0,
    body: html`${linkRow('choices', say.timesSpan, links)}
<p class="soft">${say.timesAbout}</p>
${rows.length === 0 ? html`<p class="empty">${say.noTimes}</p>` : timesTable(asked, rows)}
${isCut ? html`<p class="notice bad">${say.timesCut}</p>` : undefined}`,
  }
}

const timesTable = (asked: Asked, rows: readonly IncidentTimesRow[]): Html => {
  const { reader } = asked
  const say = timesWords[reader.language]
  const longest = {
    acknowledge: Math.max(1, ...rows.map(({ meanAcknowledgeSeconds }) => meanAcknowledgeSeconds ?? 0)),
    resolve: Math.max(1, ...rows.map(({ meanResolveSeconds }) => meanResolveSeconds ?? 0)),
  }
  return table(
    say.timesTitle,
    [say.month, say.policy, { number: say.incidents }, say.toAcknowledge, say.toResolve],
    rows.map(
      (
        row,
      ) => html`<tr><th scope="row">${monthText(asked, row.month)}</th><td><bdi>${row.policy}</bdi></td><td class="number">${numberText(reader, row.incidents)}</td>
<td>${mean(asked, row.meanAcknowledgeSeconds, longest.acknowledge, row.acknowledged, row.incidents)}</td>
<td>${mean(asked, row.meanResolveSeconds, longest.resolve, row.resolved, row.incidents)}</td></tr>`,
    ),
    { look: 'roomy' },
  )
}

const monthText = ({ reader }: Asked, month: string): string =>
  new Intl.DateTimeFormat(reader.language === 'ko' ? 'ko-KR' : 'en-GB', {
    year: 'numeric',
    month: 'long',
    timeZone: 'UTC',
  }).format(new Date(`${month}-01T00:00:00Z`))

/** A mean as a text, of how many it is one, and as a bar against the longest of the page. */
const mean = ({ reader }: Asked, seconds: number | null, longest: number, count: number, all: number): Html => {
  if (seconds === null) return html`<span class="soft">–</span>`
  const say = timesWords[reader.language]
  return html`${durationText(reader, seconds)} <span class="soft">${say.ofAll(count, all)}</span><svg class="mean" width="100%" height="6" aria-hidden="true" focusable="false"><rect width="${Math.max(1, Math.round((seconds / longest) * 100))}%" height="6" rx="3"/></svg>`
}
