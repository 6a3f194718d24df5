import { compareBytes } from '../../../shared/compare-bytes.ts'
import type { FirewallList } from '../../../shared/firewall/sets.ts'
import type { FirewallBlock } from '../../../shared/ledger/records/firewall.ts'
import { blockInForce, type Offender, trackOf } from './offender.ts'
import type { FirewallSlice, Scope } from './slice.ts'
import { type Allowed, isInForce, neverAt } from './step.ts'

/** What is in force at a time. */
export interface InForce {
  readonly slice: FirewallSlice
  /** All that have a block in force; others do no harm. */
  readonly offenders: Iterable<Offender>
  readonly allowed: readonly Allowed[]
  readonly now: Date
}

const strength = ({ count = 0, threshold = 1, offences = [] }: FirewallBlock): number =>
  Math.max(count / threshold, ...offences.map((each) => each.count / each.threshold))

/** By hand first; then by how far over the threshold, by count; of equals those that last longest come last, as they hold their place longest. */
const worstFirst = (one: { client: string; block: FirewallBlock }, other: typeof one): number =>
  Number(other.block.rule === 'manual') - Number(one.block.rule === 'manual') ||
  strength(other.block) - strength(one.block) ||
  (other.block.count ?? 0) - (one.block.count ?? 0) ||
  Date.parse(one.block.until) - Date.parse(other.block.until) ||
  compareBytes(one.client, other.client)

/**
 * Addresses and ranges that the sets of one list and scope are to hold, both families, the worst first. Nobody who is never blocked is in
 * `block` or `count`, whatever is on record: the allow list goes before the cut at the set's limit.
 */
export const wantedEntries = (
  { slice, offenders, allowed, now }: InForce,
  list: FirewallList,
  scope: Scope,
): string[] => {
  if (list === 'allow')
    return [
      ...slice.allow.filter((each) => isInForce(each, now)).map(({ address }) => address),
      ...allowed.filter((each) => isInForce(each, now)).map(({ client }) => client),
    ]
  const never = neverAt(slice, allowed, now)
  const blocks = [...offenders].flatMap((offender) => {
    const block = blockInForce(trackOf(offender, list))
    return block && Date.parse(block.until) > now.getTime() && block.scopes.includes(scope)
      ? [{ client: offender.client, block }]
      : []
  })
  const listed = list === 'block' ? slice.block.filter((each) => isInForce(each, now)) : []
  return [...listed.map(({ address }) => address), ...blocks.sort(worstFirst).map(({ client }) => client)].filter(
    (client) => !never(client),
  )
}
