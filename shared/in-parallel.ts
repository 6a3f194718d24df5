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
  // A loop that throws ends a generator for the other workers too; it would not end the array's own iterator.
  const queue = (function* () {
    yield* items.entries()
  })()
  const worker = async () => {
    for (const [index, item] of queue) results[index] = await work(item)
  }
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker))
  return results
}
