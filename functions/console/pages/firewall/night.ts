import type { BlockRow } from '../../../../api/firewall/block-row.ts'
import { readBlocks } from '../../../../api/firewall/blocks.ts'
import { readStanding } from '../../../../api/firewall/standing.ts'
import type { Asked, TellNight } from '../../contract/contribution.ts'
import type { Attention, Item, Lane, Span } from '../../contract/night.ts'
import { shownAddress } from '../../view/client-address.ts'
import { buttonLink } from '../../view/links.ts'
import { changeItem, changesOf } from '../../view/night/changes.ts'
import { timeText } from '../../view/times.ts'
import { changesWords } from '../../view/words/changes.ts'
import { firewallWords } from '../../view/words/firewall.ts'
import { blockPath, ruleName } from './parts.ts'

/** Blocks of so long before a span are looked at too: they may still hold in it. */
const longestMs = 7 * 86_400_000

/** Most blocks that are read, newest first. */
const mostRead = 500

/** Minutes without a pass after which it says so, as `nightshift status` does. */
const quietMinutes = 5

const itemOf = (asked: Asked, block: BlockRow, { until: end }: Span): Item => {
  const { reader } = asked
  const until = block.releasedAt ?? block.until
  return {
    from: block.from,
    until: until >= end.toISOString() ? 'now' : until,
    look: 'blocked',
    title: firewallWords[reader.language].itemTitle(
      shownAddress(asked, block.address),
      ruleName(asked, block.rule),
      timeText(reader, until),
    ),
    path: blockPath(block.id),
  }
}

const silence = (asked: Asked, passedAt: string | undefined): Attention[] => {
  const { reader, now, at } = asked
  const say = firewallWords[reader.language]
  if (passedAt === undefined || now.getTime() - Date.parse(passedAt) <= quietMinutes * 60_000) return []
  return [
    {
      severity: 'warning',
      title: say.silent,
      detail: say.silentDetail,
      since: passedAt,
      path: '/firewall',
      action: buttonLink({ at }, '/firewall', say.lookAt),
    },
  ]
}

/** Most rows of blocks: those at one time stand below each other while there is room. */
const mostRows = 4

/** Blocks, oldest first, in rows in which none lies over another where there is room. */
const inRows = (blocks: readonly BlockRow[]): BlockRow[][] => {
  const rows: { end: string; readonly blocks: BlockRow[] }[] = []
  for (const block of blocks) {
    const end = block.releasedAt ?? block.until
    const free = rows.find((row) => row.end <= block.from)
    const row = free ?? (rows.length < mostRows ? undefined : rows.at(-1))
    if (row === undefined) rows.push({ end, blocks: [block] })
    else {
      row.blocks.push(block)
      row.end = end
    }
  }
  return rows.map((row) => row.blocks)
}

/** Rows of whom rules blocked, what people did, how many blocks were new, and what is wrong with logs and sets. */
export const firewallNight: TellNight = async (asked, span) => {
  const { deployment, reader, at } = asked
  const say = firewallWords[reader.language]
  const since = new Date(span.from.getTime() - longestMs).toISOString()
  const [blocks, { troubles, passedAt }, changes] = await Promise.all([
    readBlocks(deployment, { all: true, since, limit: mostRead }),
    readStanding(deployment),
    changesOf(asked, span, 'firewall'),
  ])
  const from = span.from.toISOString()
  const held = blocks.filter(
    ({ mode, state, releasedAt, until }) => mode === 'block' && state !== 'late' && (releasedAt ?? until) > from,
  )
  const fresh = held.filter((block) => block.from >= from)
  return {
    lanes: [
      ...inRows(held.toReversed()).map(
        (each, row): Lane => ({
          id: `firewall/${row}`,
          title: row === 0 ? say.blockedClients : '',
          path: '/firewall',
          items: each.map((block) => itemOf(asked, block, span)),
        }),
      ),
      {
        id: 'firewall/by-hand',
        title: changesWords[reader.language].manual,
        path: '/firewall',
        items: changes.map((change) => changeItem(asked, change)),
      },
    ],
    sentences: fresh.length > 0 ? [say.sentence(fresh.length, fresh.filter(({ customer }) => customer).length)] : [],
    attention: [
      ...silence(asked, passedAt),
      ...troubles
        .filter(({ severity }) => severity !== 'info')
        .map(
          ({ severity, title, words, since: begun }): Attention => ({
            severity,
            title,
            detail: words,
            since: begun,
            path: '/firewall',
            action: buttonLink({ at }, '/firewall', say.lookAt),
          }),
        ),
    ],
  }
}
