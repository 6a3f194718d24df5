import type { LedgerItem, LedgerKey, Stored } from '../../../shared/ledger/ledger.ts'
import { makeToken } from '../rules/link.ts'
import { commit, type World } from '../world/world.ts'

/**
 * The record of something that has an address of its own, made when it is seen for the first time: with its token, and with the pointer by which the
 * address is found, in one write.
 * @param make both, for a token and the time (ISO 8601)
 * @returns nothing where another call is making it and the table does not show it yet
 */
export const addressed = async <Item extends LedgerItem>(
  key: LedgerKey,
  make: (token: string, at: string) => { readonly record: Item; readonly pointer: LedgerItem },
  world: Pick<World, 'ledger' | 'wake' | 'now'>,
): Promise<Stored<Item> | undefined> => {
  const known = await world.ledger.get<Item>(key)
  if (known) return known
  const { record, pointer } = make(makeToken(), world.now.toISOString())
  await commit(world, [
    { item: record, expect: 'absent' },
    { item: pointer, expect: 'absent' },
  ])
  return world.ledger.get<Item>(key)
}
