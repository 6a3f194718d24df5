import type { Keep } from '../../../shared/config/backups/schema.ts'
import type { PruneState } from '../../../shared/ledger/records.ts'
import type { Parts } from '../kinds/kind.ts'
import type { Seen, Vault } from '../vaults/vault.ts'
import { decideRetention } from './decide.ts'
import { asSeen, home, type Inventory, knownIn, readInventory } from './inventory.ts'

/** Deletions of one step: each is a call, and what AWS lists is looked at again before the next so many. */
const mostAtOnce = 20

/** Of which plan, target and region what is too old goes, and what its policy is. */
export interface Pruning {
  readonly vault: Vault
  readonly plan: string
  readonly target: string
  /** `''` is the deployment's. */
  readonly region: string
  readonly keep: Keep
  readonly zone: string
}

interface Look {
  readonly inventory: Inventory
  readonly seen: readonly Seen[]
  readonly retention: ReturnType<typeof decideRetention>
}

/** What AWS and the ledger say now, and what may go by that. */
const lookAt = async (pruning: Pruning, parts: Parts): Promise<Look> => {
  const { vault, plan, target, region, keep, zone } = pruning
  const at = region === home ? undefined : region
  const ours = { deployment: parts.slice.deployment, plan, target }
  const [inventory, seen] = await Promise.all([readInventory(parts, pruning), vault.list(ours, at)])
  const known = knownIn(inventory.record, region)
  const copying =
    region === home ? inventory.record.copying.map(({ source }) => [source, 'a copy of it is being made'] as const) : []
  const standing = { seen, known, keep, zone, needed: new Map<string, string>(copying) }
  const first = decideRetention(standing)
  if (first.remove.length === 0) return { inventory, seen, retention: first }
  const needed = await vault.needed(
    first.remove.map(({ id }) => id),
    at,
  )
  return {
    inventory,
    seen,
    retention: decideRetention({ ...standing, needed: new Map([...standing.needed, ...needed]) }),
  }
}

/** What goes, to be written down before the first is deleted. */
export const beginPrune = async (pruning: Pruning, parts: Parts): Promise<PruneState> => {
  const { retention } = await lookAt(pruning, parts)
  return {
    removing: retention.remove.map(({ id, parts: made }) => ({ id, ...(made ? { parts: made } : {}) })),
    left: [],
  }
}

/**
 * Deletes some of what was written down, if it may still go by what AWS says now. What is gone already, by hand or by a step that
 * died, leaves perhaps what it consisted of, and that goes too.
 */
export const goOnPruning = async (pruning: Pruning, state: PruneState, parts: Parts): Promise<PruneState> => {
  const { vault, region } = pruning
  const { seen, retention } = await lookAt(pruning, parts)
  const [listed, may] = [new Set(seen.map(({ id }) => id)), new Set(retention.remove.map(({ id }) => id))]
  const some = state.removing.slice(0, mostAtOnce)
  const left = [...state.left]
  for (const each of some) {
    if (listed.has(each.id) && !may.has(each.id)) continue
    const refusal = await vault.remove(each, region === home ? undefined : region)
    if (refusal) left.push({ id: each.id, reason: refusal.reason })
  }
  return { removing: state.removing.slice(some.length), left }
}

/** What the inventory is when it is over. */
export const endPrune = async (pruning: Pruning, parts: Parts) => {
  const { inventory, seen, retention } = await lookAt(pruning, parts)
  const listed = new Set(seen.map(({ id }) => id))
  return {
    inventory,
    change: asSeen(inventory.record, pruning.region, retention.held, listed, parts.now),
  }
}
