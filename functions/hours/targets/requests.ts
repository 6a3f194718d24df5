import { inParallel } from '../../../shared/in-parallel.ts'
import type { Order, Refusal, TargetKind } from './target-kind.ts'

/** Requests under way at a time. */
const width = 4

/**
 * Asks for each order by a call of its own: one that AWS refuses is nobody else's trouble.
 * @param ask gives a refusal of ours, or throws AWS's
 */
export const requestEach = async (
  orders: readonly Order[],
  ask: (order: Order) => Promise<Refusal | undefined>,
  refusalOf: TargetKind['refusalOf'],
): Promise<ReadonlyMap<string, Refusal | undefined>> =>
  new Map(
    await inParallel(orders, width, async (order): Promise<[string, Refusal | undefined]> => {
      try {
        return [order.id, await ask(order)]
      } catch (error) {
        return [order.id, refusalOf(error, order.id, order.action)]
      }
    }),
  )
