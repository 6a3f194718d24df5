import { parseRange } from '../../../shared/addresses/addresses.ts'
import { type Never, neverFinder } from '../../../shared/firewall/never.ts'
import { customersRule } from '../logs/counts.ts'
import { type BlockDecision, decide } from './decide.ts'
import { judge } from './judge.ts'
import {
  blockedMinutes,
  blockInForce,
  type Mode,
  modes,
  type Offender,
  stoppedMinutes,
  trackOf,
  withTrack,
} from './offender.ts'
import type { FirewallSlice } from './slice.ts'
import type { Tallies } from './tallies.ts'

/** Somebody whom no rule blocks, by hand. */
export interface Allowed {
  readonly client: string
  /** ISO 8601; nothing: until it is taken back. */
  readonly until?: string | undefined
}

/** What a step is taken from. */
export interface StepInput {
  readonly slice: FirewallSlice
  readonly tallies: Tallies
  /** Clients to be judged: those that new pieces are about. */
  readonly clients: readonly string[]
  /** What is on record of these clients. */
  readonly offenders: ReadonlyMap<string, Offender>
  readonly allowed: readonly Allowed[]
  /**
   * In a replay: what a client did while it would have been blocked does not count, as it would have been stopped. Default false: lines of
   * that time are there because somebody did not stop them.
   */
  readonly isStopping?: boolean | undefined
  readonly now: Date
}

/** What follows: offenders that are to be written, and blocks. In the order of the clients. */
export interface StepResult {
  readonly offenders: readonly Offender[]
  readonly blocks: readonly BlockDecision[]
}

/** Whether an entry with an end is in force. */
export const isInForce = ({ until }: { readonly until?: string | undefined }, now: Date): boolean =>
  until === undefined || Date.parse(until) > now.getTime()

/** Who is never blocked at a time: by the config's lists, and by hand. */
export const neverAt = (
  { allow, own, proxies }: Pick<FirewallSlice, 'allow' | 'own' | 'proxies'>,
  allowed: readonly Allowed[],
  now: Date,
): ((client: string) => Never | undefined) => {
  const lists = {
    allow: [
      ...allow.filter((each) => isInForce(each, now)).map(({ address }) => address),
      ...allowed.filter((each) => isInForce(each, now)).map(({ client }) => client),
    ],
    own,
    proxies,
  }
  const find = neverFinder(lists)
  return (client) => {
    const range = parseRange(client)
    return range && find(range)
  }
}

const minuteOf = (iso: string | undefined): number | undefined =>
  iso === undefined ? undefined : Math.floor(Date.parse(iso) / 60_000)

const later = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined || (other !== undefined && other > one) ? other : one

/** Decides about one client; the offender and what is to be written down. */
const stepOf = (client: string, { slice, tallies, offenders, isStopping, now }: StepInput) => {
  const known = offenders.get(client)
  const isBlocked = blockedMinutes(trackOf(known, 'block'))
  const customerAt = tallies.customerAt(client)
  const blocks: BlockDecision[] = []
  let offender = known
  for (const mode of modes) {
    const track = trackOf(offender, mode)
    const offences = slice.rules.flatMap((rule) => {
      const series = rule.mode === mode && rule.name !== customersRule ? tallies.series(rule.name, client) : undefined
      const upTo = later(minuteOf(track.spent?.[rule.name]), minuteOf(known?.forgivenUntil))
      const offence =
        series && judge(series, rule, { upTo, isBlocked, ...(isStopping && { isStopped: stoppedMinutes(track) }) })
      return offence ? [{ rule, offence }] : []
    })
    if (offences.length === 0) continue
    const customer = customerAt !== undefined || known?.customerAt !== undefined
    const decided = decide({ client, mode, track, offences, customer, now })
    if (!decided) continue
    offender = withTrack(client, offender, mode, decided.track)
    blocks.push(...decided.blocks)
  }
  if (!offender || offender === known) return undefined
  return { offender: { ...offender, ...(customerAt && { customerAt: customerAt.toISOString() }) }, blocks }
}

/**
 * The step that a pass of the engine and a replay have in common: judges clients and decides about them. Whoever is never blocked is left
 * out, whatever it did.
 */
export const step = (input: StepInput): StepResult => {
  const never = neverAt(input.slice, input.allowed, input.now)
  const results = input.clients.flatMap((client) => (never(client) ? [] : (stepOf(client, input) ?? [])))
  return {
    offenders: results.map(({ offender }) => offender),
    blocks: results.flatMap(({ blocks }) => blocks),
  }
}

/**
 * Tracks whose block is over at a time, or against somebody who is never blocked by now: they are to be taken out of the sets, and `released`
 * once a read has shown it.
 */
export const dueReleases = (
  offenders: Iterable<Offender>,
  { slice, allowed, now }: Pick<StepInput, 'slice' | 'allowed' | 'now'>,
): { readonly client: string; readonly mode: Mode }[] => {
  const never = neverAt(slice, allowed, now)
  return [...offenders].flatMap((offender) =>
    modes.flatMap((mode) => {
      const block = blockInForce(trackOf(offender, mode))
      if (!block) return []
      return Date.parse(block.until) <= now.getTime() || never(offender.client)
        ? [{ client: offender.client, mode }]
        : []
    }),
  )
}
