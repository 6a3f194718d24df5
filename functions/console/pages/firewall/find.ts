import type { Deployment } from '../../../../api/deployment.ts'
import { type Held, heldNow } from '../../../../api/firewall/blocks.ts'
import type { FirewallBlockRecord } from '../../../../shared/ledger/records.ts'

/** Blocks that are looked through, newest first. */
const mostRead = 5_000

/** A block's id: made of what it is about, and no address can be read from it. */
export const isBlockId = (text: string): boolean => /^[0-9a-f]{20}$/.test(text)

/** What holds a client now under the id of a block. */
export const findHeld = async ({ ledger }: Pick<Deployment, 'ledger'>, id: string): Promise<Held | undefined> =>
  (await heldNow(ledger())).find(({ block }) => block.id === id)

/** Whose block an id is, of those that are in force or on record. */
export const findClient = async (deployment: Pick<Deployment, 'ledger'>, id: string): Promise<string | undefined> => {
  const held = await findHeld(deployment, id)
  if (held) return held.client
  const records = await deployment.ledger().list<FirewallBlockRecord>('firewall-block', { limit: mostRead })
  return records.find((record) => record.id === id)?.client
}
