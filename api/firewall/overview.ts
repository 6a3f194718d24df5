import type { Rule } from '../../functions/firewall/rules/rule.ts'
import { conditions } from '../../functions/firewall/rules/signals.ts'
import { type FirewallStateRecord, keys } from '../../shared/ledger/records.ts'
import type { Deployment } from '../deployment.ts'
import { heldNow } from './blocks.ts'
import { readSets, type SetRow } from './sets.ts'
import { sliceOfConfig } from './sight.ts'

/** A rule of the config as it is edited now, and whom it holds. */
export interface RuleRow {
  readonly rule: string
  /** `count`: whom it would block is on record, and never blocked. */
  readonly mode: 'block' | 'count'
  readonly match: Rule['match']
  readonly threshold: number
  readonly windowMinutes: number
  /** Of the first block. */
  readonly blockSeconds: number
  /** Clients that are in force by it now: blocked, or counted only. */
  readonly offenders: number
}

/** Whose access logs are read. */
export interface SourceRow {
  readonly source: string
  readonly bucket: string
  readonly scope: 'REGIONAL' | 'CLOUDFRONT'
  /** ISO 8601, when its last log was counted; nothing: none has come yet. */
  readonly lastAt?: string | undefined
  /** Whether none has come for longer than the config allows. */
  readonly silent: boolean
}

export interface FirewallOverview {
  readonly rules: readonly RuleRow[]
  /** Clients that a person or the config has blocked. */
  readonly manual: number
  readonly sources: readonly SourceRow[]
  readonly sets: readonly SetRow[]
}

/**
 * How the firewall stands: its rules with whom they hold, its sources, its sets.
 * @throws UsageError when the config has no firewall, or nothing is deployed
 */
export const readOverview = async (
  deployment: Pick<Deployment, 'config' | 'connect' | 'ledger'>,
): Promise<FirewallOverview> => {
  const slice = sliceOfConfig(deployment.config)
  const ledger = deployment.ledger()
  const [inForce, state, sets] = await Promise.all([
    heldNow(ledger),
    ledger.get<FirewallStateRecord>(keys.firewallState()),
    readSets(deployment, slice),
  ])
  const held = (name: string): number => inForce.filter(({ block }) => block.rule === name).length
  return {
    rules: slice.rules.map(({ name, mode, match, threshold, windowMinutes, blockSeconds }) => ({
      rule: name,
      mode,
      match,
      threshold,
      windowMinutes,
      blockSeconds,
      offenders: held(name),
    })),
    manual: held('manual'),
    sources: slice.sources.map(({ name, bucket, scope }) => {
      const { lastAt } = state?.sources[name] ?? {}
      const told = state?.told[conditions.silent(name)]
      const silent = told !== undefined && told.until === undefined
      return { source: name, bucket: 'name' in bucket ? bucket.name : `${bucket.prefix}…`, scope, lastAt, silent }
    }),
    sets,
  }
}
