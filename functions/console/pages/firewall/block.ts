import type { BlockRow } from '../../../../api/firewall/block-row.ts'
import { whyAddress } from '../../../../api/firewall/why.ts'
import type { Asked, Show } from '../../contract/contribution.ts'
import { PageError } from '../../contract/page-error.ts'
import { shownAddress } from '../../view/client-address.ts'
import { facts } from '../../view/facts.ts'
import { type Html, html } from '../../view/html.ts'
import { table } from '../../view/table.ts'
import { numberText, time } from '../../view/times.ts'
import { firewallWords } from '../../view/words/firewall.ts'
import { findClient, isBlockId } from './find.ts'
import { blockTable, groundsOf, releaseForm, ruleName, stateBadge } from './parts.ts'

type Line = NonNullable<NonNullable<BlockRow['evidence']>['last']>

const lineOf = ({ reader }: Asked, name: string, { at, method, host, path, status, agent, line, key }: Line): Html => {
  const say = firewallWords[reader.language]
  return html`<tr><th scope="row">${name}</th><td>${time(reader, at, 'second')}</td><td><code><bdi>${method ?? ''} ${host ?? ''}${path ?? ''}</bdi></code></td><td>${status ?? ''}</td><td><bdi>${agent ?? ''}</bdi></td><td class="soft">${say.line(line)}${key === undefined ? undefined : html` <bdi>${key}</bdi>`}</td></tr>`
}

const evidenceOf = (asked: Asked, { evidence }: BlockRow): Html | undefined => {
  if (!evidence) return undefined
  const say = firewallWords[asked.reader.language]
  // What somebody asked for may say who they are.
  if (asked.session.role !== 'act') return html`<p class="soft">${say.evidenceForAct}</p>`
  return html`<section><h2>${say.evidence}</h2><p class="soft"><code><bdi>s3://${evidence.bucket}/${evidence.key}</bdi></code></p>${table(say.evidence, [], [evidence.first && lineOf(asked, say.first, evidence.first), evidence.last && lineOf(asked, say.last, evidence.last)])}</section>`
}

const offencesOf = ({ reader }: Asked, { offences = [] }: BlockRow): Html | undefined => {
  if (offences.length === 0) return undefined
  const say = firewallWords[reader.language]
  return html`<section><h2>${say.offences}</h2>${table(
    say.offences,
    [],
    offences.map(
      ({ rule, count, windowMinutes, threshold, first, last }) =>
        html`<tr><th scope="row"><bdi>${rule}</bdi></th><td>${say.grounds(numberText(reader, count), windowMinutes, numberText(reader, threshold))}</td><td>${time(reader, first)} – ${time(reader, last)}</td></tr>`,
    ),
  )}</section>`
}

const factsOf = (asked: Asked, block: BlockRow): Html => {
  const { reader } = asked
  const say = firewallWords[reader.language]
  const { seenAt, releasedAt, releasedBy, level } = block
  return facts([
    [say.state, stateBadge(asked, block)],
    [say.rule, html`<bdi>${ruleName(asked, block.rule)}</bdi>`],
    [say.because, html`<bdi>${groundsOf(asked, block)}</bdi>`],
    [say.from, time(reader, block.from)],
    [say.until, time(reader, block.until)],
    [say.seenAt, seenAt && time(reader, seenAt)],
    [say.releasedAt, releasedAt && html`${time(reader, releasedAt)} <bdi>${releasedBy}</bdi>`],
    [say.levelTitle, level ? say.level(level) : undefined],
  ])
}

/** One block: why, by which lines of the log, until when, and what is known of its client. */
export const showBlock: Show = async (asked) => {
  const { deployment, param, reader } = asked
  const say = firewallWords[reader.language]
  const id = param('block')
  const client = isBlockId(id) ? await findClient(deployment, id) : undefined
  if (client === undefined) throw new PageError(404, say.gone)
  const why = await whyAddress(deployment, client)
  const block = why.blocks.find((each) => each.id === id)
  if (!block) throw new PageError(404, say.gone)
  const isHeld = block.state === 'blocked' || block.state === 'cut' || block.state === 'counted'
  return {
    title: say.blockOf(shownAddress(asked, client)),
    above: [{ path: '/firewall', title: say.title }],
    body: html`<p class="story">${say.verdicts[why.state]}${why.until === undefined ? undefined : html` ${say.until}: ${time(reader, why.until)}.`}</p>
${isHeld ? html`<div class="actions">${releaseForm(asked, id)}<p class="soft">${asked.session.role === 'act' ? say.releaseEffect : say.masked}</p></div>` : undefined}
${factsOf(asked, block)}
${offencesOf(asked, block)}
${evidenceOf(asked, block)}
<section><h2>${say.history}</h2>${blockTable(asked, say.history, why.blocks)}</section>`,
  }
}
