import type { Rule } from '../../functions/firewall/rules/rule.ts'
import { conditions } from '../../functions/firewall/rules/signals.ts'
import type { Listed, Source } from '../../functions/firewall/rules/slice.ts'
import { isInForce } from '../../functions/firewall/rules/step.ts'
import { type FirewallStateRecord, keys } from '../../shared/ledger/records.ts'
import type { Deployment } from '../deployment.ts'
import { heldNow } from './blocks.ts'
import { ownOutputs } from './logs.ts'
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
  /** Clients that a person has blocked, and entries of the config's lists that hold now. */
  readonly manual: number
  readonly listed: { readonly block: number; readonly allow: number }
  readonly sources: readonly SourceRow[]
  readonly sets: readonly SetRow[]
}

/** The bucket of a source; of one that is not deployed yet what its name will begin with. */
const bucketName = ({ name, bucket }: Pick<Source, 'name' | 'bucket'>, outputs: Deployment['outputs']): string =>
  'name' in bucket ? bucket.name : (outputs[ownOutputs[name] ?? ''] ?? `${bucket.prefix}…`)

/**
 * How the firewall stands: its rules with whom they hold, its sources, its sets.
 * @throws UsageError when the config has no firewall, or nothing is deployed
 */
export const readOverview = async (
  deployment: Pick<Deployment, 'config' | 'outputs' | 'connect' | 'ledger' | 'now'>,
): Promise<FirewallOverview> => {
  const slice = sliceOfConfig(deployment.config)
  const ledger = deployment.ledger()
  const [inForce, state, sets] = await Promise.all([
    heldNow(ledger),
    ledger.get<FirewallStateRecord>(keys.firewallState()),
    readSets(deployment, slice),
  ])
  const holding = (entries: readonly Listed[]): number =>
    entries.filter((each) => isInForce(each, deployment.now())).length
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
    listed: { block: holding(slice.block), allow: holding(slice.allow) },
    sources: slice.sources.map(({ name, bucket, scope }) => {
      const { lastAt } = state?.sources[name] ?? {}
      const told = state?.told[conditions.silent(name)]
      const silent = told !== undefined && told.until === undefined
      return { source: name, bucket: bucketName({ name, bucket }, deployment.outputs), scope, lastAt, silent }
    }),
    sets,
  }
}
