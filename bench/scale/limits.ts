import type { Config } from '../../shared/config/schema.ts'
import { type QuotaName, quotas } from './quotas.ts'
import type { Recorded } from './recorder.ts'

/** Events of each play: many, so that the first ones, which are unlike the others, do not count. */
export const events = 200

/** A limit that a capability meets. */
export interface Limit {
  readonly what: string
  /** Events a second that it allows. */
  readonly rate: number
  /** How it was counted. */
  readonly counted: string
  readonly raise: string
  readonly source?: string | undefined
  readonly verified: boolean
}

export interface Scale {
  readonly capability: string
  /** What is counted, in the plural, such as `alarms`. */
  readonly events: string
  /** In which time, so that the numbers are readable. */
  readonly per: 'second' | 'minute'
  /** The first limit first. */
  readonly limits: readonly Limit[]
}

/** What a capability says of how far it goes. */
export type ScaleContribution = (config: Config) => Promise<readonly Scale[]>

/** A limit of AWS, of which each event takes so much. */
export const limit = (name: QuotaName, perEvent: number, counted: string): Limit => {
  const { what, most, raise, source, verified } = quotas[name]
  return { what: `${most.toLocaleString('en')} ${what}`, rate: most / perEvent, counted, raise, source, verified }
}

/** Two digits: more are not known. */
const short = (value: number): number => Number(value.toPrecision(2))

const hottest = (
  { keys }: Recorded,
  belongs: (index: string) => boolean,
): { readonly key: string; readonly units: number } =>
  [...keys]
    .map(([name, units]) => ({
      index: name.slice(0, name.indexOf(' ')),
      key: name.slice(name.indexOf(' ') + 1),
      units,
    }))
    .filter(({ index }) => belongs(index))
    .reduce((most, each) => (each.units > most.units ? each : most), { key: '', units: 0 })

/** What the ledger's table and its indexes allow of events that were recorded. */
export const ofLedger = (recorded: Recorded): Limit[] => {
  const units = (index: string): number => short((recorded.units.get(index) ?? 0) / events)
  const [inIndex, inTable] = [hottest(recorded, (index) => index !== ''), hottest(recorded, (index) => index === '')]
  const rows: readonly (readonly [QuotaName, number, string])[] = [
    ['table', units(''), 'write units each'],
    ['byKind', units('byKind'), 'write units each'],
    ['open', units('open'), 'write units each'],
    ['partition', short(inIndex.units / events), `write units each, of ${inIndex.key}`],
    ['item', short(inTable.units / events), `write units each, of ${inTable.key.replace(/#[0-9a-f]{16}$/, '#…')}`],
  ]
  return rows.flatMap(([name, perEvent, what]) => (perEvent > 0 ? [limit(name, perEvent, `${perEvent} ${what}`)] : []))
}

/** The first limit first. */
export const inOrder = (limits: readonly Limit[]): Limit[] => limits.toSorted((one, other) => one.rate - other.rate)

/** A limit of our own: of the config, or of a template. */
export const ownLimit = (what: string, rate: number, counted: string, raise: string): Limit => ({
  what,
  rate,
  counted,
  raise,
  verified: true,
})
