/** Pages of an operation that gives a token for the next one, all in one list. */
export const allPages = async <Item>(
  read: (
    token: string | undefined,
  ) => Promise<{ readonly items: readonly Item[] | undefined; readonly next: string | undefined }>,
): Promise<Item[]> => {
  const all: Item[] = []
  let token: string | undefined
  do {
    const { items = [], next } = await read(token)
    all.push(...items)
    token = next || undefined
  } while (token !== undefined)
  return all
}
