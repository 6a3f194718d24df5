import { config as written } from '../../nightshift.config.ts'
import { parseConfig } from '../../shared/config/define-config.ts'
import { alarms, digests, events, firings, madeUploads, refusedUploads } from './events.ts'
import { type QuotaName, quotas } from './quotas.ts'
import { type Recorded, record } from './recorder.ts'

/** What no record of calls says: seconds for which a call keeps a function, its share of cold starts included. */
export const assumptions = {
  /** Reads, decides, writes, and perhaps sends. docs/costs.md takes the same. */
  alarmSeconds: 0.5,
  /** A photo of 12 megapixels: docs/thumbnails.md has the measurement. */
  uploadSeconds: 0.6,
  /** Looked at, and not decoded. */
  refusalSeconds: 0.3,
  /** RunTask included. */
  firingSeconds: 1,
  /** One message about a task. */
  changeSeconds: 0.2,
} as const

/** Messages about each task, from PROVISIONING to STOPPED, and how many functions read them at once (`infra/functions/jobs`). */
const changes = { perRun: 8, readers: 2 } as const

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

const limit = (name: QuotaName, perEvent: number, counted: string): Limit => {
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
const ofLedger = (recorded: Recorded): Limit[] => {
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

const inOrder = (limits: readonly Limit[]): Limit[] => limits.toSorted((one, other) => one.rate - other.rate)

/** Counts what events of each capability take, and which limit of AWS each meets first. */
export const measureScale = async (): Promise<Scale[]> => {
  const config = parseConfig(written, new Date('2026-11-30T00:00:00Z'))
  const [storm, digest, made, refused, fired] = await Promise.all(
    [alarms, digests, madeUploads, refusedUploads, firings].map(record),
  )
  if (!storm || !digest || !made || !refused || !fired) throw new Error('Nothing was recorded')
  const { alarmSeconds, uploadSeconds, refusalSeconds, firingSeconds, changeSeconds } = assumptions
  const own = (what: string, rate: number, counted: string, raise: string): Limit => ({
    what,
    rate,
    counted,
    raise,
    verified: true,
  })
  const concurrency = config.thumbnails?.concurrency ?? 4
  const uploadsOf = (seconds: number): Limit =>
    own(
      `\`thumbnails.concurrency\`: ${concurrency} functions at once`,
      concurrency / seconds,
      `${seconds} s each`,
      '`thumbnails.concurrency`, up to 1,000; what waits is in the queue, for 4 days',
    )
  const writesOf = (each: Recorded): number => (each.more.get('write') ?? 0) / events
  const people = Object.values(config.alerts.responders)
  const texted = people.filter(({ sms }) => sms !== undefined).length
  const mailed = people.filter(({ email }) => email !== undefined).length
  return [
    {
      capability: 'alerts: a storm of alarms',
      events: 'alarms',
      per: 'second',
      limits: inOrder([limit('concurrency', alarmSeconds, `${alarmSeconds} s each`), ...ofLedger(storm)]),
    },
    {
      capability: `alerts: messages, to ${people.length} people whose storms are one message a minute`,
      events: 'messages',
      per: 'second',
      limits: inOrder([
        limit(
          'texts',
          1,
          `${texted} people with a number; texts of a storm of ${events} alarms, when its digests go: ${digest.more.get('sms') ?? 0}`,
        ),
        limit(
          'mails',
          1,
          `${mailed} people with an address; emails of the same storm: ${digest.more.get('email') ?? 0}`,
        ),
      ]),
    },
    {
      capability: 'thumbnails: photos of 12 megapixels',
      events: 'uploads',
      per: 'second',
      limits: inOrder([
        uploadsOf(uploadSeconds),
        limit('concurrency', uploadSeconds, `${uploadSeconds} s each`),
        limit('queueReaders', uploadSeconds, `${uploadSeconds} s each`),
        limit('objectWrites', writesOf(made), `${writesOf(made)} thumbnails each`),
        ...ofLedger(made),
      ]),
    },
    {
      capability: 'thumbnails: files that are refused',
      events: 'uploads',
      per: 'second',
      limits: inOrder([
        uploadsOf(refusalSeconds),
        limit('concurrency', refusalSeconds, `${refusalSeconds} s each`),
        ...ofLedger(refused),
      ]),
    },
    {
      capability: 'jobs: firings of schedules',
      events: 'firings',
      per: 'minute',
      limits: inOrder([
        limit('runTask', 1, 'one call each'),
        limit('scheduler', 1, 'one each'),
        limit('concurrency', firingSeconds, `${firingSeconds} s each`),
        own(
          `${changes.readers} functions at once that read what ECS reports`,
          changes.readers / (changes.perRun * changeSeconds),
          `${changes.perRun} messages each, ${changeSeconds} s a message`,
          'nothing is lost or late to start: verdicts wait in the queue; `maxConcurrency` in `infra/functions/jobs/jobs.ts`',
        ),
        ...ofLedger(fired),
      ]),
    },
  ]
}
