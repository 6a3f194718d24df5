import type { Item, Span } from '../../contract/night.ts'
import { isBar, type Look } from './looks.ts'

/** Looks of which many beside each other may be drawn as fewer: that all went well there is seen all the same. */
const calm: ReadonlySet<Look> = new Set([
  'run-good',
  'run-left-out',
  'refused-fixed',
  'message-sent',
  'changed',
  'blocked',
])

/** Places beside each other in which calm marks of one look are told apart. */
const places = 180

/** What is drawn later lies on top: bars, calm marks, then what needs a look. */
const weightOf = ({ look }: Item): number => (isBar(look) ? 0 : calm.has(look) ? 1 : 2)

/** Whether many of a look may be told as their number. */
export const isCalm = (look: Look): boolean => calm.has(look)

/** An item, or several that stand at one place. */
export interface Drawn extends Item {
  readonly title: string
  readonly count: number
}

const titleOf = ({ title }: Item): string => (typeof title === 'string' ? title : title())

/**
 * The items of a lane in the span, in the order in which they are drawn. Calm marks that would stand on top of each other are one,
 * with how many they are; whatever needs a look is drawn by itself.
 */
export const condense = (
  items: readonly Item[],
  { from, until }: Span,
  several: (count: number) => string,
): Drawn[] => {
  const [start, end] = [from.getTime(), until.getTime()]
  const inside = items.filter((item) => {
    const begin = Date.parse(item.from)
    const over = item.until === undefined ? begin : item.until === 'now' ? end : Date.parse(item.until)
    return begin <= end && over >= start
  })
  const groups = Map.groupBy(inside, (item) =>
    calm.has(item.look) && !isBar(item.look)
      ? `${item.look} ${Math.floor(((Date.parse(item.from) - start) / (end - start)) * places)}`
      : item,
  )
  return [...groups.values()]
    .flatMap((group) => {
      const [first] = group
      if (first === undefined) return []
      if (group.length === 1) return [{ ...first, title: titleOf(first), count: 1 }]
      const { path: _, ...rest } = first
      return [{ ...rest, title: `${titleOf(first)} ${several(group.length - 1)}`, count: group.length }]
    })
    .sort((one, other) => weightOf(one) - weightOf(other) || Date.parse(one.from) - Date.parse(other.from))
}
