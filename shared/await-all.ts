/**
 * Waits for all, so that nothing goes on in the background of the next try.
 * @throws the failure of the first, in their order, that failed
 */
export const awaitAll = async <Value>(actions: readonly Promise<Value>[]): Promise<Value[]> => {
  const results = await Promise.allSettled(actions)
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason
    return result.value
  })
}
