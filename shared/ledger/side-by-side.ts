import { compareBytes } from '../compare-bytes.ts'
import type { LedgerItem, Stored } from './ledger.ts'

/** A part of what is asked for, in its order, page by page. */
export interface Pages<Item> {
  /** The next page of about so many items; an empty one may be followed by others. Nothing after the last. */
  readonly next: (count: number) => Promise<readonly Item[] | undefined>
}

type Row = Stored<LedgerItem>

/** An item that moves from one partition to another may be seen in both for a moment: its newest version counts. */
const once = <Item extends Row>(items: readonly Item[]): Item[] => {
  const found = new Map<string, Item>()
  for (const item of items) {
    const key = JSON.stringify([item.pk, item.sk])
    if ((found.get(key)?.version ?? 0) < item.version) found.set(key, item)
  }
  return found.size === items.length
    ? [...items]
    : items.filter((item) => found.get(JSON.stringify([item.pk, item.sk])) === item)
}

/** All items of several parts, oldest first. */
export const allByTime = <Item extends Row>(parts: readonly (readonly Item[])[]): Item[] => {
  const [first, ...others] = parts.filter((part) => part.length > 0)
  if (!first || others.length === 0) return [...(first ?? [])]
  return once([first, ...others].flat()).sort((one, other) => compareBytes(one.at, other.at))
}

/** How much more than its share is read of each part at first: parts are seldom quite alike. */
const slack = 1.5

/** The newest of a single part. */
const newestOfOne = async <Item extends Row>(part: Pages<Item>, limit: number): Promise<Item[]> => {
  const pages: (readonly Item[])[] = []
  let count = 0
  while (count < limit) {
    const page = await part.next(limit - count)
    if (page === undefined) break
    pages.push(page)
    count += page.length
  }
  // What was written between two pages may be on both.
  const items = pages.flat()
  return pages.length > 1 ? once(items) : items
}

/**
 * The newest items of several parts, each of which gives its own newest first: side by side, and no more of each than it takes.
 * @param limit at most so many
 */
export const newestOf = async <Item extends Row>(parts: readonly Pages<Item>[], limit: number): Promise<Item[]> => {
  const [only] = parts
  if (only && parts.length === 1) return newestOfOne(only, limit)
  const size = Math.ceil((slack * limit) / parts.length)
  const found = new Map<string, Item>()
  const lanes = parts.map((pages) => ({ pages, items: [] as readonly Item[], place: 0, ended: false }))
  const isDry = (lane: (typeof lanes)[number]): boolean => !lane.ended && lane.place >= lane.items.length
  const fill = async (lane: (typeof lanes)[number]): Promise<void> => {
    while (isDry(lane)) {
      const page = await lane.pages.next(Math.min(size, limit - found.size))
      lane.items = page ?? []
      lane.place = 0
      lane.ended = page === undefined
    }
  }
  while (found.size < limit) {
    if (lanes.some(isDry)) await Promise.all(lanes.map(fill))
    const [newest] = lanes
      .filter(({ ended }) => !ended)
      .sort((one, other) => compareBytes(other.items[other.place]?.at ?? '', one.items[one.place]?.at ?? ''))
    const item = newest?.items[newest.place]
    if (!newest || !item) break
    newest.place += 1
    const key = JSON.stringify([item.pk, item.sk])
    const known = found.get(key)
    // Its place in time is that of its newest version, which is seen first.
    if (known === undefined || known.version < item.version) found.set(key, item)
  }
  return [...found.values()]
}
