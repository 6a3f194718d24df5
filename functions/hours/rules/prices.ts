import { hoursPrices } from '../../../shared/hours/prices.ts'
import type { Item } from '../targets/target-kind.ts'

/** US dollars an hour of one of an item, or nothing where no list has it. */
export type PriceOf = (item: string) => number | undefined

/** How many of the smallest size of a family one of another size is: AWS's list is linear in it. */
const sizes: Readonly<Record<string, number>> = { medium: 1, large: 2, xlarge: 4 }

const sizeOf = (size: string): number | undefined => {
  if (Object.hasOwn(sizes, size)) return sizes[size]
  const [, count] = /^(\d+)xlarge$/.exec(size) ?? []
  return count === undefined ? undefined : Number(count) * 4
}

/** `ec2:m7g` and `xlarge` of `ec2:m7g.xlarge`. */
const familyOf = (item: string): readonly [family: string, size: string] => {
  const dot = item.lastIndexOf('.')
  return [item.slice(0, dot), item.slice(dot + 1)]
}

/**
 * The price of an item: the config's, else the project's list (`shared/hours/prices.ts`), by the item itself or by the family and size
 * of an instance.
 */
export const priceOf =
  (own: Readonly<Record<string, number>>): PriceOf =>
  (item) => {
    for (const list of [own, hoursPrices.hourly]) if (Object.hasOwn(list, item)) return list[item]
    const [family, size] = familyOf(item)
    const base = Object.hasOwn(hoursPrices.families, family) ? hoursPrices.families[family] : undefined
    const factor = sizeOf(size)
    return base === undefined || !factor ? undefined : base * factor
  }

/** What items cost for an hour, and which of them no list has: those count nothing. */
export const hourlyCost = (
  items: readonly Item[],
  price: PriceOf,
): { readonly dollars: number; readonly unpriced: readonly string[] } => {
  let dollars = 0
  const unpriced: string[] = []
  for (const { item, count } of items) {
    const each = price(item)
    if (each === undefined) unpriced.push(item)
    else dollars += each * count
  }
  return { dollars, unpriced }
}
