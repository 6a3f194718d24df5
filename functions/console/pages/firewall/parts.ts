import type { BlockRow } from '../../../../api/firewall/block-row.ts'
import type { Asked } from '../../contract/contribution.ts'
import { shownAddress } from '../../view/client-address.ts'
import { actionForm } from '../../view/form.ts'
import { type Html, html } from '../../view/html.ts'
import { table } from '../../view/table.ts'
import { numberText, time } from '../../view/times.ts'
import { firewallWords } from '../../view/words/firewall.ts'

/** Path of what is known of a block and its client. */
export const blockPath = (id: string): string => `/firewall/blocks/${id}`

/** What it was blocked for: what was counted against which threshold, or who did it and why. */
export const groundsOf = ({ reader }: Asked, { count, windowMinutes, threshold, by, why }: BlockRow): string => {
  const say = firewallWords[reader.language]
  return count === undefined
    ? say.by(by ?? '', why ?? '')
    : say.grounds(numberText(reader, count), windowMinutes ?? 1, numberText(reader, threshold ?? 0))
}

export const ruleName = ({ reader }: Asked, rule: string): string =>
  rule === 'manual' ? firewallWords[reader.language].manual : rule

const looks: Readonly<Record<BlockRow['state'], string>> = {
  blocked: 'hand',
  counted: 'info',
  cut: 'bad',
  released: 'quiet',
  late: 'quiet',
}

export const stateBadge = ({ reader }: Asked, { state, seenAt, customer }: BlockRow): Html => {
  const say = firewallWords[reader.language]
  return html`<span class="badge ${looks[state]}">${state === 'blocked' && seenAt === undefined ? say.onItsWay : say.states[state]}</span>${
    customer ? html` <span class="badge warn" title="${say.customerAbout}">${say.customer}</span>` : undefined
  }`
}

export const releaseForm = (asked: Asked, id: string): Html | undefined => {
  const say = firewallWords[asked.reader.language]
  return actionForm(asked, { path: '/firewall/release', label: say.release, fields: { block: id } })
}

/** Blocks as a table, each with a way to release it where one is asked for. */
export const blockTable = (
  asked: Asked,
  title: string,
  blocks: readonly BlockRow[],
  { releasable = false }: { readonly releasable?: boolean } = {},
): Html => {
  const { reader, at, session } = asked
  const say = firewallWords[reader.language]
  const heads = [say.address, say.state, say.rule, say.because, say.from, say.until]
  const canRelease = releasable && session.role === 'act'
  return table(
    title,
    [...heads, ...(canRelease ? [undefined] : [])],
    blocks.map(
      (block) =>
        html`<tr><th scope="row"><a href="${at(blockPath(block.id))}"><bdi>${shownAddress(asked, block.address)}</bdi></a></th><td>${stateBadge(asked, block)}</td><td><bdi>${ruleName(asked, block.rule)}</bdi></td><td><bdi>${groundsOf(asked, block)}</bdi></td><td>${time(reader, block.from)}</td><td>${time(reader, block.releasedAt ?? block.until)}</td>${canRelease ? html`<td>${releaseForm(asked, block.id)}</td>` : undefined}</tr>`,
    ),
    { filter: `${say.address}, ${say.rule}` },
  )
}
