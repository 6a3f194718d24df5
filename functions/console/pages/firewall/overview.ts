import { type BlockRow, blockRow } from '../../../../api/firewall/block-row.ts'
import { heldNow, readBlocks } from '../../../../api/firewall/blocks.ts'
import { type FirewallStanding, readStanding } from '../../../../api/firewall/standing.ts'
import type { Asked, Show } from '../../contract/contribution.ts'
import { actionForm } from '../../view/form.ts'
import { type Html, html } from '../../view/html.ts'
import { linkRow } from '../../view/links.ts'
import { table } from '../../view/table.ts'
import { durationText, numberText, time } from '../../view/times.ts'
import { firewallWords } from '../../view/words/firewall.ts'
import { blocksOverTime } from './over-time.ts'
import { blockTable } from './parts.ts'

const dayMs = 86_400_000
const spans = { day: 1, week: 7, month: 30 } as const
const spanNames = ['day', 'week', 'month'] as const satisfies readonly (keyof typeof spans)[]
type SpanName = keyof typeof spans

/** Most new blocks of a span that are read, and most rows of a table. */
const mostRead = 5_000
const mostShown = 200

const byHand = (asked: Asked): Html | undefined => {
  const say = firewallWords[asked.reader.language]
  if (asked.session.role !== 'act') return html`<p class="soft">${say.masked}</p>`
  const address = html`<label>${say.address}<input name="address" required maxlength="60" autocomplete="off" spellcheck="false" placeholder="203.0.113.7"></label>`
  return html`<section class="by-hand"><h2>${say.whyAbout}</h2>${actionForm(asked, { path: '/firewall/why', label: say.look, inputs: address })}</section>
<section class="by-hand"><h2>${say.act}</h2>${actionForm(asked, {
    path: '/firewall/set',
    label: say.go,
    effect: say.actAbout,
    inputs: html`${address}<label>${say.what}<select name="what"><option value="block">${say.doBlock}</option><option value="allow">${say.doAllow}</option></select></label><label>${say.hours}<input name="hours" type="number" min="1" max="8760" value="24" required></label><label>${say.reason}<input name="why" required maxlength="300" autocomplete="off"></label>`,
  })}</section>`
}

const standing = (asked: Asked, { rules, sources, sets }: FirewallStanding, held: readonly BlockRow[]): Html => {
  const { reader } = asked
  const say = firewallWords[reader.language]
  return html`<section><h2>${say.rules}</h2>${table(
    say.rules,
    [say.rule, say.state, say.threshold, say.blocksFor, { number: say.holds }],
    rules.map(
      ({ name, mode, threshold, windowMinutes, blockSeconds }) =>
        html`<tr><th scope="row"><bdi>${name}</bdi></th><td>${say.mode[mode]}</td><td>${numberText(reader, threshold)} / ${durationText(reader, windowMinutes * 60)}</td><td>${durationText(reader, blockSeconds)}</td><td class="number">${numberText(reader, held.filter(({ rule }) => rule === name).length)}</td></tr>`,
    ),
  )}</section>
<section><h2>${say.sources}</h2>${table(
    say.sources,
    [],
    sources.map(
      ({ source, lastAt }) =>
        html`<tr><th scope="row"><bdi>${source}</bdi></th><td>${say.lastLog}: ${lastAt === undefined ? say.noLog : time(reader, lastAt)}</td></tr>`,
    ),
  )}</section>
${
  sets.length > 0
    ? html`<section><h2>${say.sets}</h2>${table(
        say.sets,
        [],
        sets.map(
          ({ set, places, ours, limit, cut, refused }) =>
            html`<tr><th scope="row"><bdi>${set}</bdi></th><td>${say.places(numberText(reader, places ?? ours), numberText(reader, limit))}</td><td>${cut > 0 ? html`<span class="badge bad">${say.cut(cut)}</span>` : undefined} ${refused === undefined ? undefined : html`<span class="badge bad"><bdi>${say.refusedBy(refused)}</bdi></span>`}</td></tr>`,
        ),
      )}</section>`
    : undefined
}`
}

const spanLinks = ({ at, reader }: Asked, chosen: SpanName): Html => {
  const say = firewallWords[reader.language]
  return linkRow(
    'spans',
    say.span,
    spanNames.map((name) => ({
      label: say[name],
      address: at('/firewall', { span: name }),
      isCurrent: name === chosen,
    })),
  )
}

/** Who is blocked and since when, offenders over time, and how rules, logs and sets stand. */
export const showFirewall: Show = async (asked) => {
  const { deployment, reader, now, query } = asked
  const say = firewallWords[reader.language]
  const name: SpanName = spanNames.find((each) => each === query('span')) ?? 'week'
  const span = { from: new Date(now.getTime() - spans[name] * dayMs), until: now }
  const [held, stands, recent] = await Promise.all([
    heldNow(deployment.ledger()),
    readStanding(deployment),
    readBlocks(deployment, { all: true, since: span.from.toISOString(), limit: mostRead }),
  ])
  const rows = held
    .map(({ client, block }) => blockRow(client, block))
    .sort((one, other) => (one.from > other.from ? -1 : 1))
  const [blocked, counted] = [rows.filter(({ mode }) => mode === 'block'), rows.filter(({ mode }) => mode === 'count')]
  return {
    title: say.title,
    body: html`${spanLinks(asked, name)}
${stands.troubles.map(({ title, words, since }) => html`<p class="notice bad"><strong><bdi>${title}.</bdi></strong> <bdi>${words}</bdi> ${time(reader, since)}</p>`)}
<section><h2>${say.overTime}</h2><div class="card">${blocksOverTime(asked, span, recent)}</div></section>
<section><h2>${say.blockedNow} (${numberText(reader, blocked.length)})</h2>${blocked.length > 0 ? blockTable(asked, say.blockedNow, blocked.slice(0, mostShown), { releasable: true }) : html`<p class="fine">${say.nobody}</p>`}</section>
${counted.length > 0 ? html`<section><h2>${say.countedNow} (${numberText(reader, counted.length)})</h2><p class="soft">${say.countedAbout}</p>${blockTable(asked, say.countedNow, counted.slice(0, mostShown))}</section>` : undefined}
${byHand(asked)}
${recent.length > 0 ? html`<section><h2>${say.recent}</h2>${blockTable(asked, say.recent, recent.slice(0, mostShown))}</section>` : undefined}
${standing(asked, stands, rows)}`,
  }
}
