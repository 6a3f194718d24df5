import type { Rule } from '../../functions/firewall/rules/rule.ts'
import { conditionSignal } from '../../functions/firewall/rules/signals.ts'
import type { FirewallSetRecord, FirewallStateRecord } from '../../shared/ledger/records.ts'
import { keys } from '../../shared/ledger/records.ts'
import type { Deployment } from '../deployment.ts'
import { sliceOfConfig } from './sight.ts'

/** Something that the passes have found wrong and that is not over. */
export interface FirewallTrouble {
  /** Such as `set-full#corner-shop-block-v4`. No address is in it. */
  readonly name: string
  /** ISO 8601. */
  readonly since: string
  readonly severity: 'critical' | 'warning' | 'info'
  readonly title: string
  readonly words: string
}

/** How the firewall stands by what its passes have written down: AWS is not asked. */
export interface FirewallStanding {
  /** ISO 8601, when the last pass began; nothing before the first. */
  readonly passedAt: string | undefined
  readonly rules: readonly Rule[]
  readonly sources: readonly { readonly source: string; readonly lastAt: string | undefined }[]
  readonly sets: readonly {
    readonly set: string
    readonly places: number | undefined
    readonly ours: number
    readonly cut: number
    readonly limit: number
    readonly refused: string | undefined
  }[]
  readonly troubles: readonly FirewallTrouble[]
}

const severityOf = ({ mood, severity }: ReturnType<typeof conditionSignal>): FirewallTrouble['severity'] =>
  mood === 'note' ? 'info' : (severity ?? 'critical')

/**
 * How the firewall stands, from the ledger alone, by one question.
 * @throws UsageError when the config has no firewall, or nothing is deployed
 */
export const readStanding = async ({
  config,
  ledger,
}: Pick<Deployment, 'config' | 'ledger'>): Promise<FirewallStanding> => {
  const slice = sliceOfConfig(config)
  const records = await ledger().children<FirewallSetRecord | FirewallStateRecord>(keys.firewallState().pk)
  const state = records.find((each): each is typeof each & FirewallStateRecord => each.kind === 'firewall-state')
  const sets = records.filter((each): each is typeof each & FirewallSetRecord => each.kind === 'firewall-set')
  return {
    passedAt: state?.passedAt,
    rules: slice.rules,
    sources: slice.sources.map(({ name }) => ({ source: name, lastAt: state?.sources[name]?.lastAt })),
    sets: sets.map(({ set, places, ours, cut = 0, refused }) => ({
      set,
      places,
      ours: ours.length,
      cut,
      limit: slice.setLimit,
      refused,
    })),
    troubles: Object.entries(state?.told ?? {}).flatMap(([name, told]): FirewallTrouble[] => {
      if (told.until !== undefined) return []
      const signal = conditionSignal(name, told, slice)
      return [{ name, since: told.since, severity: severityOf(signal), title: signal.title, words: signal.body }]
    }),
  }
}
