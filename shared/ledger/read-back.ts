/**
 * Reads the newest items, and more and more of them, until they are enough or there are no more: the ledger knows no order
 * but that of time.
 * @param read the newest items, at most so many
 * @param first how many are read first, at least 1
 */
export const readBack = async <Item>(
  read: (count: number) => Promise<Item[]>,
  first: number,
  isEnough: (items: readonly Item[]) => boolean,
): Promise<Item[]> => {
  for (let count = first; ; count *= 4) {
    const items = await read(count)
    if (items.length < count || isEnough(items)) return items
  }
}
