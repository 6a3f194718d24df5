import { type IpSets, SetFullError, StaleTokenError } from '../../../functions/firewall/world/world.ts'
import { TransientError } from '../../../shared/errors.ts'
import type { FirewallSet } from '../../../shared/firewall/sets.ts'

interface Live {
  entries: Set<string>
  token: number
  /** What people have put there, and not taken out. */
  readonly foreign: Set<string>
}

/** One change of a set by our function. */
export interface SetWrite {
  readonly set: string
  readonly at: number
  readonly urgent: boolean
  readonly before: ReadonlySet<string>
  readonly after: ReadonlySet<string>
  readonly foreign: ReadonlySet<string>
}

export const nameOf = ({ scope, name }: FirewallSet): string => `${scope}/${name}`

/** WAF: tokens that go stale, one write a second in each region, ten thousand entries. It knows nothing of the code. */
export const makeWaf = (sets: readonly FirewallSet[], clock: () => number) => {
  const live = new Map(
    sets.map((set): [string, Live] => [nameOf(set), { entries: new Set(), token: 1, foreign: new Set() }]),
  )
  const lastWrite = new Map<string, number>()
  const writes: SetWrite[] = []
  const found = (set: FirewallSet): Live => {
    const known = live.get(nameOf(set))
    if (!known) throw new RangeError(nameOf(set))
    return known
  }
  const touch = (set: Live): void => {
    set.token += 1
  }
  const ipSets = (urgent: boolean): IpSets => ({
    read: async (set) => {
      const { entries, token } = found(set)
      return { entries: [...entries], token: String(token) }
    },
    write: async (set, { token }, entries) => {
      const known = found(set)
      if (clock() - (lastWrite.get(set.scope) ?? Number.NEGATIVE_INFINITY) < 1_000)
        throw new TransientError('ThrottlingException')
      lastWrite.set(set.scope, clock())
      if (token !== String(known.token)) throw new StaleTokenError('stale')
      if (entries.length > 10_000) throw new SetFullError('full')
      const after = new Set(entries)
      writes.push({
        set: nameOf(set),
        at: clock(),
        urgent,
        before: known.entries,
        after,
        foreign: new Set(known.foreign),
      })
      known.entries = after
      touch(known)
    },
  })
  return {
    ipSets,
    writes,
    entries: (set: string): ReadonlySet<string> => live.get(set)?.entries ?? new Set(),
    foreign: (set: string): ReadonlySet<string> => live.get(set)?.foreign ?? new Set(),
    /** A person's edit of a set. */
    edit: (set: string, how: (entries: Set<string>, foreign: Set<string>) => void): void => {
      const known = live.get(set)
      if (!known) return
      known.entries = new Set(known.entries)
      how(known.entries, known.foreign)
      touch(known)
    },
    /** Somebody writes the same again: every token that was given is stale. */
    disturb: (set: FirewallSet): void => touch(found(set)),
  }
}

export type Waf = ReturnType<typeof makeWaf>
