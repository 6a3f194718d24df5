import type { Stored } from '../../../shared/ledger/ledger.ts'
import type { FirewallBlockRecord, FirewallBrokenRecord, FirewallSetRecord } from '../../../shared/ledger/records.ts'
import { conditionsAt } from '../rules/conditions.ts'
import { blockInForce } from '../rules/offender.ts'
import { conditionSignal } from '../rules/signals.ts'
import { afterSaying, nextTold, unsaid } from '../rules/told.ts'
import type { World } from '../world/world.ts'
import type { Judged } from './judge-arrivals.ts'
import type { Lease } from './lease.ts'
import { readSetRecords } from './settle-set.ts'
import type { SettledSets } from './settle-sets.ts'

/** Blocks of which it is looked whether there are too many: more are too many anyway. */
const mostListed = 1_000

const dayMs = 86_400_000

const newBlocks = async ({ ledger, slice }: World, now: Date): Promise<number> => {
  const since = new Date(now.getTime() - slice.alerts.newBlocksWindowSeconds * 1000).toISOString()
  const records = await ledger.list<FirewallBlockRecord>('firewall-block', { since, limit: mostListed })
  return records.filter(({ mode, rule, late }) => mode === 'block' && rule !== 'manual' && !late).length
}

const brokenSources = async ({ ledger }: World, now: Date): Promise<Set<string>> => {
  const since = new Date(now.getTime() - dayMs).toISOString()
  const records = await ledger.list<FirewallBrokenRecord>('firewall-broken', { since, limit: mostListed })
  return new Set(records.map(({ source }) => source))
}

const customersBlocked = ({ inForce }: SettledSets): Set<string> =>
  new Set(
    inForce.values().flatMap((offender) => {
      const block = blockInForce(offender)
      return block?.customer && block.rule !== 'manual' ? [block.rule] : []
    }),
  )

const isOurs = ({ sets }: World, record: Stored<FirewallSetRecord>): boolean =>
  sets.some(({ scope, name }) => record.set === `${scope}/${name}`)

/**
 * Says what is wrong, and what no longer is, each once: it is written down before it is said and after, so that whoever comes after a call
 * that died says it with the same time.
 * @param looks whether what only the ledger knows is looked at as well
 */
export const reportConditions = async (
  world: World,
  lease: Lease,
  judged: Judged | undefined,
  settled: SettledSets,
  looks: boolean,
  clock: () => Date,
): Promise<void> => {
  const now = clock()
  const { slice, publish } = world
  const [blocks, broken, records] = await Promise.all([
    looks ? newBlocks(world, now) : undefined,
    looks ? brokenSources(world, now) : undefined,
    readSetRecords(world),
  ])
  const seen = {
    state: lease.state(),
    sources: judged?.sources ?? new Map(),
    sets: [...records.values()].filter((record) => isOurs(world, record)),
    broken,
    newBlocks: blocks,
    customers: customersBlocked(settled),
  }
  const conditions = conditionsAt(seen, slice, now)
  const { told } = lease.state()
  const next = nextTold(told, conditions, now)
  if (JSON.stringify(next) !== JSON.stringify(told))
    await lease.change((state) => ({ ...state, told: nextTold(state.told, conditions, now) }))
  const toSay = unsaid(lease.state().told)
  if (toSay.length === 0) return
  for (const [name, about] of toSay) await publish(conditionSignal(name, about, slice))
  const said = toSay.map(([name]) => name)
  await lease.change((state) => ({ ...state, told: afterSaying(state.told, said) }))
}
