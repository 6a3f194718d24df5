/** Pages that are read at most, so that an answer that goes round in a circle ends. */
const mostPages = 1_000

/**
 * Reads every page of a list.
 * @param read one page, by the token that the page before gave
 * @throws RangeError when it does not end
 */
export const allPages = async <Item, Token = string>(
  read: (
    token: Token | undefined,
  ) => Promise<{ readonly items: readonly Item[] | undefined; readonly next: Token | undefined }>,
): Promise<Item[]> => {
  const all: Item[] = []
  let token: Token | undefined
  for (let page = 0; page < mostPages; page += 1) {
    const { items, next } = await read(token)
    for (const item of items ?? []) all.push(item)
    // Some services end with an empty text.
    if (next === undefined || (typeof next === 'string' && next === '')) return all
    token = next
  }
  throw new RangeError(`The list has more than ${mostPages} pages`)
}
