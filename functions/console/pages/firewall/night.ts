import { readBlocks } from '../../../../api/firewall/blocks.ts'
import type { TellNight } from '../../contract/contribution.ts'
import type { Item, Lane } from '../../contract/night.ts'
import { changeItem, changesOf } from '../../view/night/changes.ts'
import { timeText } from '../../view/times.ts'
import { changesWords } from '../../view/words/changes.ts'
import { firewallWords } from '../../view/words/firewall.ts'

/** Most blocks of a span that are read, newest first. */
const most = 500

/** Blocks in few rows, so that those at one time stand below each other. */
const rows = 4

/** Lanes of blocks, none over another where there is room, and what people did. */
export const firewallNight: TellNight = async (asked, span) => {
  const { deployment, reader } = asked
  const say = firewallWords[reader.language]
  const [all, changes] = await Promise.all([
    readBlocks(deployment, { all: true, since: span.from.toISOString(), limit: most }),
    changesOf(asked, span, 'firewall'),
  ])
  const blocks = all.filter(({ mode, state }) => mode === 'block' && state !== 'late').toReversed()
  const ends: string[] = []
  const items: Item[][] = []
  for (const { address, rule, from, until, releasedAt } of blocks) {
    const end = releasedAt ?? until
    const free = ends.findIndex((each) => each <= from)
    const row = free >= 0 ? free : Math.min(ends.length, rows - 1)
    ends[row] = end
    items[row] = [
      ...(items[row] ?? []),
      { from, until: end, look: 'blocked', title: say.block(address, rule, timeText(reader, end)) },
    ]
  }
  const byHand: Lane = {
    id: 'firewall/by-hand',
    title: changesWords[reader.language].manual,
    items: changes.map((change) => changeItem(asked, change)),
  }
  const clients = new Set(blocks.map(({ address }) => address)).size
  return {
    lanes: [
      ...items.map((each, row): Lane => ({ id: `blocks/${row}`, title: row === 0 ? say.blocks : '', items: each })),
      byHand,
    ],
    sentences: clients > 0 ? [say.blocked(clients)] : [],
    attention: [],
  }
}
