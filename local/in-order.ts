import { awaitAll } from '../shared/await-all.ts'

/** Something that has to wait for others, named by their ids. */
export type Ordered = { readonly id: string; readonly dependencies: readonly string[] }

const check = (items: ReadonlyMap<string, Ordered>, id: string, path: readonly string[]): void => {
  if (path.includes(id)) throw new Error(`These wait for each other: ${[...path, id].join(' → ')}`)
  const item = items.get(id)
  if (!item) throw new Error(`${path.at(-1)} waits for ${id}, which is not there`)
  for (const dependency of item.dependencies) check(items, dependency, [...path, id])
}

/**
 * Does the work for each item once it is done for all that the item depends on; what does not depend on each other runs at
 * the same time. Results come in the order of the items. The first failure is thrown after what was under way has ended.
 * @throws Error, before any work, when items wait for each other or for one that is not among them.
 */
export const inOrder = async <Item extends Ordered, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> => {
  const byId = new Map(items.map((item) => [item.id, item]))
  for (const id of byId.keys()) check(byId, id, [])
  const started = new Map<string, Promise<Result>>()
  const start = (item: Item): Promise<Result> => {
    const known = started.get(item.id)
    if (known) return known
    const before = item.dependencies.flatMap((id) => byId.get(id) ?? []).map(start)
    const result = Promise.all(before).then(() => work(item))
    started.set(item.id, result)
    return result
  }
  return awaitAll(items.map(start))
}
