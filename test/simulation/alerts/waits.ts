import { durationSeconds } from '../../../shared/config/values.ts'
import type { IncidentRecord, NotificationRecord } from '../../../shared/ledger/records.ts'
import { policyOf } from '../../../shared/on-call/policy.ts'
import type { Holds } from './holds.ts'
import { isQuiet } from './quiet.ts'
import type { Call } from './sendings.ts'
import type { Story } from './story.ts'
import { coveredMs, type Stretch } from './stretches.ts'
import { waysOf } from './ways.ts'

const minute = 60_000
const day = 1_440 * minute

const timeOf = (iso: string | undefined): number => (iso === undefined ? Number.NaN : Date.parse(iso))

/**
 * Holds every time that an incident is set to, and every time before which a page must not go, against what the judge finds
 * by itself: nothing may wait for longer than a rule says.
 */
export const makeWaits = (story: Story, holds: Holds, violate: (what: string) => void) => {
  /** What put an incident off, and rightly so. */
  const putOff = new Map<string, Stretch[]>()
  const counts = { deferred: 0, held: 0, waited: 0, ruled: 0 }
  const { config } = story

  const note = (id: string, from: number, until: number): void => {
    if (until > from) putOff.set(id, [...(putOff.get(id) ?? []), { from, until }])
  }

  const waitOf = ({ policy: name, state, steps, repeated = 0 }: IncidentRecord): number => {
    const policy = policyOf(config, name)
    const { wait } = policy.steps[(steps - repeated - 1) % policy.steps.length] ?? {}
    return durationSeconds(state === 'exhausted' ? policy.remindEvery : (wait ?? '0')) * 1000
  }

  /** From when the wait of a step counts by its pages, where that is not when it was taken. */
  const clockStart = (
    { severity }: IncidentRecord,
    pages: readonly NotificationRecord[],
    now: number,
  ): number | undefined => {
    const all = pages.filter(({ outcome }) => outcome !== 'failed')
    const prompt = all.filter(({ after }) => after === undefined)
    // For what a person's own rule has wait, no step waits.
    const alive = prompt.length > 0 ? prompt : all.filter(({ outcome }) => outcome === 'planned')
    const sent = alive.filter(({ outcome }) => outcome === 'accepted').map(({ at }) => timeOf(at))
    if (sent.length > 0) return severity === 'critical' ? undefined : Math.min(...sent)
    if (alive.length === 0 || !alive.every(({ outcome, attempts }) => outcome === 'planned' && attempts === 0)) return
    const starts = alive.map(({ notBefore, digest, after = 0 }) => {
      if (timeOf(notBefore) - after * 1000 > now) return timeOf(notBefore) - after * 1000
      return digest && after === 0 && severity !== 'critical' ? now : Number.NaN
    })
    return starts.some(Number.isNaN) ? undefined : Math.min(...starts)
  }

  return {
    counts: (): Record<string, number> => ({
      'steps that waited for quiet hours or a silence': counts.deferred,
      'next steps that a silence or another alarm held': counts.held,
      'next steps that waited for the first page': counts.waited,
      "messages that waited by a person's own rule": counts.ruled,
    }),

    /** When the step that was just taken ends: where every page of it is put off, its wait begins with the first of them. */
    stepEnds: (after: IncidentRecord, planned: readonly NotificationRecord[], { now }: Call): number => {
      const later = planned
        .map(({ notBefore, after = 0 }) => timeOf(notBefore) - after * 1000)
        .filter((at) => at > now.getTime())
      const from = later.length > 0 && later.length === planned.length ? Math.min(...later) : now.getTime()
      if (from > now.getTime()) counts.deferred += 1
      note(after.id, now.getTime(), from)
      return from + waitOf(after)
    },

    /** An incident that goes on at another time than before, in the same step. */
    onPutOff: (
      before: IncidentRecord,
      after: IncidentRecord,
      pages: readonly NotificationRecord[],
      call: Call,
      clock: number,
    ): void => {
      const { now } = call
      const [was, is] = [timeOf(before.nextAt), timeOf(after.nextAt)]
      const isHeld =
        holds.silentUntil(after.alarm, call).includes(is) ||
        (is === now.getTime() + minute && holds.inhibited(after.alarm, clock) !== 'no')
      if (isHeld) counts.held += 1
      const start =
        after.state === 'open' || after.state === 'exhausted' ? clockStart(after, pages, now.getTime()) : undefined
      if (isHeld || (start !== undefined && is === start + waitOf(after))) {
        if (!isHeld) counts.waited += 1
        // What was to come sooner is no delay.
        note(after.id, Number.isNaN(was) ? now.getTime() : was, is)
        return
      }
      violate(`${after.id}: ${after.state}, put off from ${before.nextAt} to ${after.nextAt}, and nothing holds it`)
    },

    /** A step that nobody asked for, or a first one, while people may not be paged. */
    onTaken: ({ id, alarm, steps }: IncidentRecord, call: Call, clock: number): void => {
      if (holds.silentUntil(alarm, call).every((until) => until !== undefined))
        violate(`${id}: step ${steps} in a silence`)
      if (holds.inhibited(alarm, clock) === 'yes') violate(`${id}: step ${steps} although another alarm inhibits it`)
    },

    /** A message that may not go before a time. */
    onNotBefore: (
      name: string,
      { to, channel, purpose, asked, notBefore, after }: NotificationRecord,
      { alarm, severity }: IncidentRecord,
      call: Call,
    ): void => {
      const { now } = call
      const responder = config.responders[to]
      const patience = (responder && waysOf(responder, severity, false).get(channel)) ?? 0
      if (after !== undefined && (purpose !== 'page' || after * 1000 !== patience))
        violate(`${name}: waits ${after} s, and no rule of ${to} says so`)
      // It waits no longer than its rule says, and less where it takes the place of another that waited.
      if (after !== undefined && timeOf(notBefore) <= now.getTime() + patience) {
        counts.ruled += 1
        return
      }
      // A silence and quiet hours put off what waits by a rule too, at the latest when it would go.
      const isKept = [timeOf(notBefore), timeOf(notBefore) - (after ?? 0) * 1000].some((until) => {
        const isSilent = purpose === 'page' && !asked && holds.silentUntil(alarm, call).includes(until)
        const ends = [...Array(62).keys()].map((count) => until - count * minute - 1)
        const waitsForQuiet =
          severity !== 'critical' &&
          isQuiet(config, to, now) &&
          !isQuiet(config, to, new Date(until)) &&
          // A change of DST may put the end of quiet hours off by an hour.
          ends.some((at) => isQuiet(config, to, new Date(at))) &&
          until - now.getTime() < day
        return isSilent || waitsForQuiet
      })
      if (!isKept) violate(`${name}: not before ${notBefore}, and nothing keeps it`)
    },

    /** Milliseconds that an incident was rightly put off for between two times. */
    putOffMs: (id: string, from: number, until: number): number => coveredMs(putOff.get(id) ?? [], from, until),
  }
}

export type Waits = ReturnType<typeof makeWaits>
