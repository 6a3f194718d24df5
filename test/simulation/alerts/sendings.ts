import type { Mood } from './rates.ts'

/** One call of one function. */
export interface Call {
  readonly id: string
  readonly now: Date
  /** Whether a person has asked for the next step in it. */
  readonly asked: boolean
  /** Which state of what was made at run time stood there when it began. */
  readonly version?: number
  /** It could not read what was made at run time. */
  unread?: boolean
  /** How many effects of it have failed so far. */
  faults: number
}

interface Sending {
  readonly call: Call
  readonly faultsBefore: number
  /** Whether the channel's answer got lost. */
  readonly lost: boolean
  recorded: boolean
}

/**
 * What went out, by name of the notification. A message may go out again only where something failed between its sending
 * and its record, for then nobody can know of the first one: that is the platform's own window.
 */
export const makeSendings = (mood: Mood, violate: (what: string) => void) => {
  const sendings = new Map<string, Sending[]>()
  const counts = { messages: 0, inside: 0, outside: 0 }

  const isDoubtful = ({ call, faultsBefore, lost, recorded }: Sending): boolean =>
    !recorded && (lost || call.faults > faultsBefore)

  return {
    has: (name: string): boolean => sendings.has(name),
    /** A message that tells of these notifications. */
    onSend: (names: readonly string[], call: Call, lost: boolean): void => {
      counts.messages += 1
      const again = names.filter((name) => sendings.has(name))
      const known = again.filter((name) => !sendings.get(name)?.every(isDoubtful))
      for (const name of known)
        violate(
          `${name}: sent again, ${sendings.get(name)?.some(({ recorded }) => recorded) ? 'after it was on record' : 'and nothing had failed'}`,
        )
      if (known.length > 0) counts.outside += 1
      else if (again.length > 0) counts.inside += 1
      const sending = { call, faultsBefore: call.faults, lost, recorded: false }
      // Each its own copy: they come on record one by one.
      for (const name of names) sendings.set(name, [...(sendings.get(name) ?? []), { ...sending }])
    },
    onAccepted: (name: string): void => {
      const last = sendings.get(name)?.at(-1)
      if (last) last.recorded = true
      else violate(`${name}: accepted, but never sent`)
    },
    counts: (): Record<string, number> => ({
      [`messages ${mood}`]: counts.messages,
      [`doubled ${mood}`]: counts.inside,
      'doubled outside the window': counts.outside,
    }),
  }
}
