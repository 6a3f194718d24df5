import { auditLooks, type FindingRow, findingsOf } from '../../../../api/audits/findings.ts'
import type { Asked, Show } from '../../contract/contribution.ts'
import { engineText } from '../../view/engine-text.ts'
import { actionForm } from '../../view/form.ts'
import { type Html, html } from '../../view/html.ts'
import { table } from '../../view/table.ts'
import { time } from '../../view/times.ts'
import { auditsWords } from '../../view/words/audits.ts'
import { menuTitle } from '../../view/words/menu.ts'
import { longestReason, mostDays } from './limits.ts'

const looks = { urgent: 'bad', warning: 'warn', note: 'info' } as const

/** Findings that are shown at most; the terminal has them all. */
const most = 500

const money = (dollars: number): string => `$${dollars.toFixed(2)}`

const badge = ({ reader }: Asked, { state, severity }: FindingRow): Html => {
  const say = auditsWords[reader.language]
  return state === 'accepted'
    ? html`<span class="badge quiet">${say.accepted}</span>`
    : html`<span class="badge ${looks[severity]}">${say.severities[severity]}</span>`
}

/** Until when it is accepted, why and by whom. */
const acceptanceOf = ({ reader }: Asked, { state, accepted }: FindingRow): Html | undefined => {
  const say = auditsWords[reader.language]
  return state === 'accepted' && accepted
    ? html`<p class="soft">${say.accepted} ${say.until} ${time(reader, accepted.until)}: <bdi>${accepted.why}</bdi> (<bdi>${accepted.by}</bdi>)</p>`
    : undefined
}

const acceptForm = (asked: Asked, { id }: FindingRow): Html | undefined => {
  const say = auditsWords[asked.reader.language]
  const form = actionForm(asked, {
    path: `/audits/${id}/accept`,
    label: say.accept,
    effect: say.acceptEffect,
    inputs: html`<label>${say.days}<input name="days" type="number" min="1" max="${mostDays}" value="30" required></label><label>${say.why}<input name="why" required maxlength="${longestReason}" autocomplete="off"></label>`,
  })
  return form && html`<details class="more can-do"><summary>${say.accept}</summary>${form}</details>`
}

const rowOf = (asked: Asked, row: FindingRow): Html => {
  const { reader } = asked
  const say = auditsWords[reader.language]
  const text = (written: string): string => engineText(reader.language, written)
  const { title, reason, advice, dollars, owner, firstSeen, id } = row
  return html`<tr><td>${badge(asked, row)}</td><th scope="row"><bdi>${text(title)}</bdi><p class="soft"><bdi>${text(reason)}</bdi></p><p class="soft">${say.todo}: <bdi>${text(advice)}</bdi></p>${acceptanceOf(asked, row)}</th><td class="number">${dollars ? money(dollars) : undefined}</td><td><bdi>${owner}</bdi></td><td>${time(reader, firstSeen)}</td><td><code>${id}</code>${acceptForm(asked, row)}</td></tr>`
}

const findingTable = (asked: Asked, rows: readonly FindingRow[]): Html => {
  const say = auditsWords[asked.reader.language]
  if (rows.length === 0) return html`<p class="fine">${say.nothing}</p>`
  return html`${table(
    say.findings,
    [say.severity, say.finding, { number: say.month }, say.owner, say.firstSeen, undefined],
    rows.slice(0, most).map((row) => rowOf(asked, row)),
    { filter: true },
  )}${rows.length > most ? html`<p class="soft">${say.more(rows.length - most)}</p>` : undefined}`
}

/** What the audits have found and nobody has fixed, the worst first; checks that cannot look; what they could not judge. */
export const showFindings: Show = async (asked) => {
  const { deployment, reader } = asked
  const say = auditsWords[reader.language]
  const [rows, lookRecords] = await Promise.all([findingsOf(deployment), auditLooks(deployment)])
  const states = lookRecords.flatMap(({ checks }) => Object.entries(checks))
  const failing = states.filter(([, { state }]) => state === 'failing')
  const problems = states.flatMap(([check, { problems: each = [] }]) => each.map((text) => ({ check, text })))
  const dollars = rows.reduce((sum, row) => sum + (row.state === 'open' ? (row.dollars ?? 0) : 0), 0)
  return {
    title: menuTitle('audits')(reader.language),
    refreshSeconds: 300,
    body: html`${failing.map(([check, { reason, since }]) => html`<p class="notice bad"><bdi>${check}</bdi>: ${say.cannotLook} ${time(reader, since)}. <bdi>${reason === undefined ? undefined : engineText(reader.language, reason)}</bdi></p>`)}
<section><h2>${say.findings}</h2><p class="soft">${say.about}${dollars > 0 ? ` ${say.waste}: ${money(dollars)}.` : ''}</p>${findingTable(asked, rows)}${actionForm(asked, { path: '/audits/run', label: say.run, effect: say.runEffect })}</section>
${problems.length > 0 ? html`<section><h2>${say.notJudged}</h2><ul>${problems.slice(0, most).map(({ check, text }) => html`<li><bdi>${check}</bdi>: <bdi>${text}</bdi></li>`)}</ul></section>` : undefined}`,
  }
}
