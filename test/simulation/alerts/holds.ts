import type { AlertsConfig } from '../../../shared/config/alerts/schema.ts'
import type { IncidentRecord, OnCallRecord } from '../../../shared/ledger/records.ts'
import type { MadeWatch } from './made.ts'
import type { Call } from './sendings.ts'
import { overlap, type Stretch } from './stretches.ts'

type Rules = Pick<AlertsConfig, 'silences' | 'inhibits'>

/** Milliseconds after which it is asked again whether what inhibits is over. */
const askedAgainMs = 60_000

/** Milliseconds after which what a silence held goes on where that was ended before its time: some sweeps, since they fail too. */
const noticedMs = 185_000

// The judge's own reading of the patterns: all rules of these worlds are about names.
const reads = (pattern: string | undefined): RegExp => {
  if (pattern === undefined) throw new RangeError('The judge only knows rules about the names of alarms')
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`)
}

/**
 * When people may not be paged about an alarm: by the silences of the config, and by what inhibits it for as long as it was
 * seen to be open. Reckoned from the config and from what is written, and not from what incidents say of themselves.
 */
export const makeHolds = ({ silences, inhibits }: Rules, made: MadeWatch) => {
  const silent = silences.map((silence) => {
    if (!('from' in silence)) throw new RangeError('The judge only knows silences that happen once')
    return {
      names: reads(silence.match.alarm),
      // Its last instant is not in it.
      stretch: { from: Date.parse(silence.from), until: Date.parse(silence.until) - 1 },
    }
  })
  const muting = inhibits.map(({ when, mute }) => ({
    causes: reads(when.alarm),
    names: reads(mute.alarm),
    /** By incident, so that one may end while another goes on. */
    stretches: new Map<string, Stretch>(),
  }))

  const silencesOf = (alarm: string): Stretch[] =>
    silent.flatMap(({ names, stretch }) => (names.test(alarm) ? [stretch] : []))
  const madeOf = (alarm: string, { silences: all }: Pick<OnCallRecord, 'silences'>) =>
    all.filter(({ match }) => reads(match.alarm).test(alarm))
  /** Those made at run time as they are by now; with the time until it is noticed that one was ended before its time. */
  const madeStretches = (alarm: string): Stretch[] =>
    madeOf(alarm, made.latest()).map(({ from, until, ended }) => ({
      from: Date.parse(from),
      until: Date.parse(until) + (ended ? noticedMs : 0),
    }))
  const endsIn = (alarm: string, at: number, seen: Pick<OnCallRecord, 'silences'>): number | undefined => {
    const ends = [
      ...silencesOf(alarm).flatMap(({ from, until }) => (from <= at && at <= until ? [until + 1] : [])),
      ...madeOf(alarm, seen).flatMap(({ from, until }) =>
        Date.parse(from) <= at && at < Date.parse(until) ? [Date.parse(until)] : [],
      ),
    ]
    return ends.length > 0 ? Math.max(...ends) : undefined
  }
  const inhibitionsOf = (alarm: string): Stretch[] =>
    muting.flatMap(({ names, stretches }) => (names.test(alarm) ? [...stretches.values()] : []))
  /** With the time until it is noticed that they are over. */
  const holdsOf = (alarm: string): Stretch[] => [
    ...silencesOf(alarm),
    ...madeStretches(alarm),
    ...inhibitionsOf(alarm).map(({ from, until }) => ({ from, until: until + askedAgainMs })),
  ]

  return {
    onIncident: ({ id, alarm, state, open }: IncidentRecord, clock: number): void => {
      const isCause = open !== undefined && state !== 'held'
      for (const { causes, stretches } of muting) {
        if (!causes.test(alarm)) continue
        const known = stretches.get(id)
        if (isCause && !known) stretches.set(id, { from: clock, until: Number.POSITIVE_INFINITY })
        if (!isCause && known && known.until > clock) known.until = clock
      }
    },
    /** When the silence that is on for a call ends, by each state that it may have seen; nothing where none is. */
    silentUntil: (alarm: string, call: Call): readonly (number | undefined)[] =>
      made.seenBy(call).map((seen) => endsIn(alarm, call.now.getTime(), seen)),
    /** Whether a time is the end that a silence had before somebody ended it. */
    wasReleased: (alarm: string, until: string | undefined): boolean =>
      madeOf(alarm, made.latest()).some(({ ended }) => ended !== undefined && ended.until === until),
    /** Whether a silence that was not ended before its time ends then. */
    isHeldUntil: (alarm: string, until: string | undefined): boolean =>
      silent.some(({ stretch }) => new Date(stretch.until + 1).toISOString() === until) ||
      madeOf(alarm, made.latest()).some((each) => each.ended === undefined && each.until === until),
    /** Whether something inhibits an alarm at a time. What came or went at this very moment may have been seen, or not. */
    inhibited: (alarm: string, at: number): 'yes' | 'perhaps' | 'no' => {
      const on = inhibitionsOf(alarm).filter(({ from, until }) => from <= at && at <= until)
      if (on.some(({ from, until }) => from < at && at < until)) return 'yes'
      return on.length > 0 ? 'perhaps' : 'no'
    },
    /** When people could not be paged, with the time until it was noticed that they can. */
    holdsOf,
    /** The last time between two when something still held it; the first of the two where nothing did. */
    freeFrom: (alarm: string, from: number, until: number): number =>
      Math.max(from, ...holdsOf(alarm).flatMap((each) => overlap(each, from, until).map((part) => part.until))),
  }
}

export type Holds = ReturnType<typeof makeHolds>
