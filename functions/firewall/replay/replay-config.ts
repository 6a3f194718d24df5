import { errorMap, explain } from '../../../shared/config/explain.ts'
import { firewallChecks } from '../../../shared/config/firewall/checks.ts'
import { type FirewallInput, firewallSchema } from '../../../shared/config/firewall/schema.ts'
import { ConfigError } from '../../../shared/errors.ts'
import type { FirewallSlice } from '../rules/slice.ts'
import { sliceOfFirewall } from '../rules/slice-of.ts'
import { type Replayed, type ReplayInput, replayLogs } from './replay.ts'

/** A part of a config that is needed so that its sources are there. */
const around = { name: 'replay', estate: { web: {} }, thumbnails: { view: {} } } as const

/**
 * What a config's `firewall` says, as the functions have it.
 * @param firewall as it is written in the config
 * @param now instant after which entries with an end must not be over
 * @throws ConfigError with every fault at once
 */
export const firewallSlice = (firewall: FirewallInput, now: Date): FirewallSlice => {
  const { data, error } = firewallSchema.safeParse(firewall, { error: errorMap, reportInput: true })
  const problems = [
    ...explain({ firewall }, error?.issues ?? [], ['firewall']),
    ...(firewallChecks.problems?.({ ...around, firewall } as never, now) ?? []),
  ]
  if (!data || problems.length > 0) throw new ConfigError('firewall', problems)
  return sliceOfFirewall(data, { name: around.name, estate: undefined })
}

/**
 * Runs logs through a firewall as it is written in the config: who would have been blocked, when, for how long. Without AWS, a clock or the
 * environment. An object that names neither source nor bucket is one of the firewall's own bucket.
 * @throws ConfigError with every fault of the config at once
 */
export const firewallReplay = async (
  firewall: FirewallInput,
  { objects, until, ...rest }: Omit<ReplayInput, 'slice'>,
): Promise<Replayed> => {
  const first = Math.min(until.getTime(), ...objects.map(({ arrivedAt }) => arrivedAt.getTime()))
  const named = objects.map((each) => ((each.source ?? each.bucket) === undefined ? { ...each, source: 'logs' } : each))
  return replayLogs({ slice: firewallSlice(firewall, new Date(first)), objects: named, until, ...rest })
}
