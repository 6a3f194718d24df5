import type { Situation } from '../../../../functions/hours/rules/situation.ts'
import type { Observed } from '../../../../functions/hours/targets/target-kind.ts'
import { type HoursOrder, type HoursTargetRecord, keys } from '../../../../shared/ledger/records.ts'

export const now = new Date('2026-12-04T12:00:00.000Z')

/** ISO 8601, so many seconds before `now`. */
export const ago = (seconds: number): string => new Date(now.getTime() - seconds * 1000).toISOString()

export const orderOf = (more: Partial<HoursOrder> = {}): HoursOrder => ({
  action: 'stop',
  since: ago(0),
  tries: 0,
  ...more,
})

/** A record of a target that was taken up an hour ago. */
export const recordOf = (more: Partial<HoursTargetRecord> = {}): HoursTargetRecord => ({
  ...keys.hoursTarget('rds-instance/shop'),
  kind: 'hours-target',
  at: ago(3_600),
  target: 'rds-instance/shop',
  entry: 'shop',
  calendar: 'office',
  moment: { state: 'stopped', at: ago(3_600), seenAt: ago(3_600) },
  basis: { event: {}, config: 'v1' },
  ...more,
})

export const because = { kind: 'rule', path: 'hours.calendars.office.rules[0]', text: 'mon-fri 08:00–20:00' } as const

/** A database whose calendar says nothing new. */
export const situationOf = (more: Partial<Situation> = {}): Situation => ({
  target: 'rds-instance/shop',
  id: 'shop',
  entry: { name: 'shop', kind: 'rds-instances', selector: ['shop'], calendar: 'office' },
  kind: { noun: 'rds-instance', interruptible: false, scaling: [], within: { start: 1_800, stop: 900 } },
  calendar: 'office',
  wish: { state: 'stopped', since: new Date(ago(3_600)), until: undefined, because, holds: true },
  observed: { state: 'running' },
  record: undefined,
  now,
  seenTo: ago(60),
  gaps: [],
  version: 'v1',
  ...more,
})

export const observedAs = (state: Observed['state'], more: Partial<Observed> = {}): Observed => ({ state, ...more })
