import { addressFamilies, firewallLists } from '../../../shared/firewall/sets.ts'
import { mergeSet } from '../rules/set-entries.ts'
import type { Scope } from '../rules/slice.ts'
import { wantedEntries } from '../rules/wanted.ts'
import type { Stage, StagedBlock } from './stage.ts'
import type { Traffic } from './traffic.ts'
import type { ReplayBlock, ReplaySet } from './types.ts'

/** A block with what it would have stopped. */
export const rowOf = ({ decision, releasedAt }: StagedBlock, traffic: Traffic): ReplayBlock => {
  const { client, block, evidence, what } = decision
  const { count = 0, threshold = 0, windowMinutes = 0, level = 0, offences = [] } = block
  const { rule, mode, scopes, from, until } = block
  return {
    client,
    rule,
    mode,
    scopes,
    count,
    threshold,
    windowMinutes,
    from,
    until,
    ...(releasedAt !== undefined && { releasedAt }),
    level,
    offences,
    ...(evidence && { evidence }),
    customer: block.customer ?? false,
    stopped: what === 'late' ? 0 : traffic.between(client, from, releasedAt ?? until),
    requests: traffic.all(client),
  }
}

/** The sets as they would be at a time, had nobody else put anything there. */
export const setsAt = ({ input, offenders, allowed }: Stage, now: Date): ReplaySet[] => {
  const { slice } = input
  const scopes: Scope[] = [...new Set(slice.sources.map(({ scope }) => scope))]
  return scopes.flatMap((scope) =>
    firewallLists.flatMap((list) => {
      const wanted = wantedEntries({ slice, offenders: offenders.values(), allowed, now }, list, scope)
      return addressFamilies.flatMap((family) => {
        const { entries, cut } = mergeSet({ family, seen: [], ours: [], wanted, limit: slice.setLimit })
        return entries.length > 0 ? [{ scope, list, family, entries, cut }] : []
      })
    }),
  )
}
