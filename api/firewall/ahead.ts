/** Something whose bytes can be opened. */
export interface Openable {
  /** How many there are. */
  readonly bytes: number
  readonly open: () => Promise<AsyncIterable<Uint8Array>>
}

/** Larger ones are read when it is their turn, as a stream: what is fetched ahead is held in memory. */
const largestAhead = 2_000_000

const collected = async ({ open }: Openable): Promise<readonly Uint8Array[]> => {
  const chunks: Uint8Array[] = []
  for await (const chunk of await open()) chunks.push(chunk)
  return chunks
}

/**
 * Streams that are read one after the other, of which the next few small ones are fetched meanwhile: most of the time of an object of a few
 * kilobytes is waiting for its first byte.
 * @param width how many are on their way at once
 * @returns each with its stream; what opening one throws is thrown by its own stream
 */
export const readAhead = <Item extends Openable>(
  items: readonly Item[],
  width: number,
): readonly (Item & { readonly stream: AsyncIterable<Uint8Array> })[] => {
  const coming = new Map<number, Promise<readonly Uint8Array[]>>()
  let fetched = 0
  const fetchUpTo = (end: number): void => {
    for (; fetched < Math.min(end, items.length); fetched += 1) {
      const item = items[fetched]
      if (item === undefined || item.bytes > largestAhead) continue
      const chunks = collected(item)
      // Its own stream throws it, when it is its turn.
      chunks.catch(() => undefined)
      coming.set(fetched, chunks)
    }
  }
  async function* streamOf(item: Item, index: number): AsyncGenerator<Uint8Array> {
    fetchUpTo(index + width)
    const small = coming.get(index)
    coming.delete(index)
    yield* small === undefined ? await item.open() : await small
  }
  return items.map((item, index) => ({ ...item, stream: streamOf(item, index) }))
}
