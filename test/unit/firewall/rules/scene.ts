import type { LogFormat } from '../../../../functions/firewall/logs/counts.ts'
import type { Rule } from '../../../../functions/firewall/rules/rule.ts'
import { addToCell, cellKey, type SeenLines, type Series } from '../../../../functions/firewall/rules/series.ts'
import type { FirewallSlice, Scope } from '../../../../functions/firewall/rules/slice.ts'
import type { FirewallBlock } from '../../../../shared/ledger/records/firewall.ts'
import { at } from '../scene.ts'

export { at, instant } from '../scene.ts'

export const client = '198.51.100.7'

/** Minutes since 1970. */
export const minute = (time: string): number => Date.parse(at(time)) / 60_000

export const rule = (more: Partial<Rule> = {}): Rule => ({
  name: 'scan',
  match: { errors: ['4xx'] },
  threshold: 10,
  windowMinutes: 5,
  blockSeconds: 3_600,
  mode: 'block',
  escalate: { factor: 3, mostSeconds: 6 * 3_600, decaySeconds: 7_200 },
  ...more,
})

export const slice = (more: Partial<FirewallSlice> = {}): FirewallSlice => ({
  sources: [{ name: 'web', bucket: { name: 'shop-logs' }, scope: 'REGIONAL' }],
  rules: [rule()],
  block: [],
  allow: [],
  own: [],
  proxies: [],
  customers: [],
  ipv6: 64,
  intervalSeconds: 15,
  forgiveSeconds: 86_400,
  alerts: { newBlocks: 20, newBlocksWindowSeconds: 600, setNearlyFull: 0.8, silentSeconds: 3_600 },
  setLimit: 10_000,
  ...more,
})

/** A block from 10:05 until 11:00, for 12 lines up to 10:00. */
export const block = (more: Partial<FirewallBlock> = {}): FirewallBlock => ({
  id: 'b',
  rule: 'scan',
  mode: 'block',
  scopes: ['REGIONAL'],
  offendedAt: at('10:00'),
  from: at('10:05'),
  until: at('11:00'),
  count: 12,
  threshold: 10,
  windowMinutes: 5,
  level: 0,
  offences: [{ rule: 'scan', count: 12, threshold: 10, windowMinutes: 5, first: at('09:58'), last: at('10:00') }],
  ...more,
})

/** What was counted in one minute. */
export interface Counted {
  readonly time: string
  readonly count: number
  readonly refused?: number
  readonly lastSecond?: number
  readonly format?: LogFormat
  readonly scope?: Scope
}

export const seriesOf = (counted: readonly Counted[], lines: readonly SeenLines[] = []): Series => {
  const series: Series = { cells: [], lines: [...lines] }
  for (const { time, count, refused = 0, lastSecond = 0, format = 'alb', scope = 'REGIONAL' } of counted)
    addToCell(series, cellKey(minute(time), format, scope), { count, refused, lastSecond })
  return series
}
