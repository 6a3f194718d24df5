/**
 * Works on all items, at most `width` at a time, and gives the results in the order of the items.
 * @throws the first rejection, at once: nothing more is begun then, and what is under way ends unheard
 */
export const inParallel = async <Item, Result>(
  items: readonly Item[],
  width: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> => {
  const results: Result[] = []
  let next = 0
  // A counter, and no generator made for each call: that would keep all that the call has for long after it.
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const index = next
      next += 1
      try {
        results[index] = await work(items[index] as Item)
      } catch (error) {
        next = items.length
        throw error
      }
    }
  }
  if (items.length > 0) await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker))
  return results
}
