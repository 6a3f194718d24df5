import { errorName } from '../../../shared/errors.ts'
import type { Refusal } from '../targets/target-kind.ts'

/** Errors that say nothing of what was asked for, so that half of it would fail as well. */
const ofTheCall = /Throttl|TooManyRequests|RequestLimit|SlowDown|Timeout|ServiceUnavailable|Unavailable$/

const mayBeOne = (error: unknown): boolean => {
  const { $metadata } = Object(error) as { $metadata?: { httpStatusCode?: number } }
  return $metadata?.httpStatusCode !== undefined && !ofTheCall.test(errorName(error))
}

/**
 * Asks about a batch, and about its halves where AWS refuses the whole: one that is gone, or has no capacity, is nobody else's trouble.
 * @param refusalOf what the error for one item means
 */
export const askHalving = async <Item, Answer>(
  items: readonly Item[],
  ask: (items: readonly Item[]) => Promise<ReadonlyMap<string, Answer>>,
  idOf: (item: Item) => string,
  refusalOf: (error: unknown, item: Item) => Refusal,
): Promise<Map<string, { readonly answer: Answer } | { readonly refusal: Refusal }>> => {
  const [first] = items
  if (first === undefined) return new Map()
  try {
    const answers = new Map<string, { readonly answer: Answer }>()
    for (const [id, answer] of await ask(items)) answers.set(id, { answer })
    return answers
  } catch (error) {
    const refusal = refusalOf(error, first)
    if (items.length === 1 || refusal.denied !== undefined || !mayBeOne(error))
      return new Map(items.map((item) => [idOf(item), { refusal: refusalOf(error, item) }]))
    const middle = Math.ceil(items.length / 2)
    const halves = [items.slice(0, middle), items.slice(middle)]
    const answers = []
    for (const half of halves) answers.push(...(await askHalving(half, ask, idOf, refusalOf)))
    return new Map(answers)
  }
}
