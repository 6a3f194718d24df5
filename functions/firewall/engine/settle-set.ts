import { entryText } from '../../../shared/addresses/addresses.ts'
import { ConflictError, errorName, isAccessDenied, isPermanentAwsError } from '../../../shared/errors.ts'
import type { FirewallSet } from '../../../shared/firewall/sets.ts'
import type { Stored } from '../../../shared/ledger/ledger.ts'
import { type FirewallSetRecord, keys } from '../../../shared/ledger/records.ts'
import { log } from '../../../shared/log.ts'
import { mergeSet } from '../rules/set-entries.ts'
import { type SeenSet, SetFullError, StaleTokenError, type World } from '../world/world.ts'

/** Stale tokens in a row after which a set is left to the next pass. */
export const mostStale = 5

/** Milliseconds of the first pause after a stale token; each is up to twice as long as the one before. */
const firstPauseMs = 100

/** AWS takes one change a second in an account and region: https://docs.aws.amazon.com/waf/latest/developerguide/limits.html */
const paceMs = 1_100

/** A record of a set names addresses, and ends when nobody looks after the set any more; it is written again before that. */
const [keepDays, againDays] = [60, 10]

/** What has become of one set. */
export interface Settled {
  readonly set: FirewallSet
  /** What it holds, canonical, as the last read has shown it; nothing where it was not read. */
  readonly entries?: ReadonlySet<string> | undefined
  /** What of it is ours, and what had no place. */
  readonly ours: ReadonlySet<string>
  readonly cut: ReadonlySet<string>
  /** Whether it was changed. */
  readonly changed: boolean
  /** Milliseconds since 1970 before which it may not be changed again, where something is still to be changed. */
  readonly waitsUntil?: number | undefined
  /** AWS would not change it; that is on record, and reported where somebody has to do something. */
  readonly isRefused?: boolean
  /** Why it could not be read or changed just now. */
  readonly failure?: unknown
}

/** Writes to WAF in one call: one after the other, by region. */
export interface Pace {
  /** Milliseconds of the world's clock at the last write, by scope. */
  readonly lastWrite: Map<string, number>
}

/** A scope's sets take one write after the other, each a second after the one before. */
const keepPace = async ({ scope }: FirewallSet, pace: Pace, world: World, clock: () => Date): Promise<void> => {
  const wait = (pace.lastWrite.get(scope) ?? 0) + paceMs - clock().getTime()
  if (wait > 0) await world.pause(Math.min(wait, paceMs))
  pace.lastWrite.set(scope, Math.max(clock().getTime(), (pace.lastWrite.get(scope) ?? 0) + paceMs))
}

const canonical = (entries: readonly string[]): string[] => entries.map(entryText)

/** Ten thousand IPv6 addresses fit into one record of 400 KB only without their masks. */
const short = (entry: string): string => entry.replace(/\/128$/, '')

const nameOf = ({ scope, name }: FirewallSet): string => `${scope}/${name}`

const emptyRecord = (set: FirewallSet, now: Date): FirewallSetRecord => ({
  ...keys.firewallSet(nameOf(set)),
  kind: 'firewall-set',
  at: now.toISOString(),
  set: nameOf(set),
  ours: [],
  staleTokens: 0,
})

/** What is ours by the record of a set, canonical. */
export const oursOf = (record: FirewallSetRecord | undefined): string[] => canonical(record?.ours ?? [])

/** The records of all sets, by scope and name. */
export const readSetRecords = async ({
  ledger,
}: Pick<World, 'ledger'>): Promise<Map<string, Stored<FirewallSetRecord>>> => {
  const { pk, sk } = keys.firewallSet('')
  return new Map((await ledger.children<FirewallSetRecord>(pk, sk)).map((record) => [record.set, record]))
}

export const recordOf = (
  records: ReadonlyMap<string, Stored<FirewallSetRecord>>,
  set: FirewallSet,
): Stored<FirewallSetRecord> | undefined => records.get(nameOf(set))

export interface Wish {
  /** In CIDR notation, canonical, the worst first. */
  readonly wanted: readonly string[]
  /** Whether it is read even where nothing is to be changed: a person may have changed it. */
  readonly look: boolean
  /** A person waits: the interval of this set does not count. */
  readonly urgent: boolean
}

const isSame = (one: readonly string[], other: readonly string[]): boolean => {
  const known = new Set(one)
  return one.length === other.length && other.every((each) => known.has(each))
}

/**
 * Brings one set to what is wanted in it: read, merged with what others have put there, written with the token of the read, and read again.
 * What becomes ours is written down before it is put, and so is the time, so that a call that dies leaves nothing behind that nobody owns.
 * Nothing is written where nothing changes, and nothing within the interval of the last change.
 */
export const settleSet = async (
  set: FirewallSet,
  { wanted, look, urgent }: Wish,
  known: Stored<FirewallSetRecord> | undefined,
  world: World,
  clock: () => Date,
  pace: Pace,
): Promise<Settled> => {
  const { ledger, ipSets, slice } = world
  let version = known?.version
  let record: FirewallSetRecord = known ? { ...known, ours: canonical(known.ours) } : emptyRecord(set, world.now)
  const save = async (change: Partial<FirewallSetRecord>): Promise<void> => {
    const now = clock()
    const keepUntil = new Date(now.getTime() + keepDays * 86_400_000).toISOString()
    const { version: _, ...item }: FirewallSetRecord & { readonly version?: number } = { ...record, ...change }
    const stored: FirewallSetRecord = { ...item, ours: item.ours.map(short), at: now.toISOString(), keepUntil }
    await ledger.commit([{ item: stored, expect: version ?? 'absent' }], now)
    record = item
    version = (version ?? 0) + 1
  }
  const refuse = async (failure: unknown): Promise<Settled> => {
    const reason = refusalOf(failure)
    if (reason !== undefined && reason !== record.refused) await save({ refused: reason })
    // Not AWS's own words, which name the entry.
    log.warn('a set could not be changed', { set: nameOf(set), error: errorName(failure) })
    const again = reason === undefined ? clock().getTime() + slice.intervalSeconds * 1000 : undefined
    const isReported = reason !== undefined || failure instanceof StaleTokenError
    const rest = { waitsUntil: again, ...(isReported ? { isRefused: true } : { failure }) }
    return { set, ours: new Set(record.ours), cut: new Set(), changed: false, ...rest }
  }

  const limit = slice.setLimit
  const before = new Set(record.ours)
  const isQuiet = wanted.slice(0, limit).every((entry) => before.has(entry)) && before.size === wanted.length
  if (isQuiet && !look && record.refused === undefined) return { set, ours: before, cut: new Set(), changed: false }

  try {
    for (let stale = 0; ; ) {
      const seen = await ipSets.read(set)
      if (!seen) return await refuse(new MissingSetError(`${nameOf(set)} does not exist`))
      const entries = canonical(seen.entries)
      const merged = mergeSet({ family: set.family, seen: entries, ours: record.ours, wanted, limit })
      const cut = new Set(merged.cut)
      if (isSame(merged.entries, entries)) {
        const places = entries.length
        const isNews =
          !isSame(merged.ours, record.ours) ||
          record.places !== places ||
          (record.cut ?? 0) !== cut.size ||
          record.refused !== undefined ||
          record.staleTokens > 0 ||
          Date.parse(record.at) < clock().getTime() - againDays * 86_400_000
        if (isNews) await save({ ours: merged.ours, places, cut: cut.size, refused: undefined, staleTokens: 0 })
        return { set, entries: new Set(entries), ours: new Set(merged.ours), cut, changed: false }
      }
      const next = record.putAt === undefined ? 0 : Date.parse(record.putAt) + slice.intervalSeconds * 1000
      if (!urgent && stale === 0 && clock().getTime() < next)
        return { set, entries: new Set(entries), ours: new Set(record.ours), cut, changed: false, waitsUntil: next }
      await keepPace(set, pace, world, clock)
      // What is in the set and ours stays ours until it is seen to be gone; what is to come is ours from now on.
      const held = new Set(entries)
      const owned = [...new Set([...record.ours.filter((entry) => held.has(entry)), ...merged.ours])]
      await save({ ours: owned, putAt: clock().toISOString() })
      try {
        await ipSets.write(set, seen, merged.entries)
      } catch (error) {
        if (!(error instanceof StaleTokenError)) throw error
        stale += 1
        if (stale >= mostStale) {
          await save({ staleTokens: record.staleTokens + stale })
          return await refuse(error)
        }
        await world.pause(world.random() * firstPauseMs * 2 ** stale)
        continue
      }
      return await prove(set, merged.ours, cut, clock(), { world, save })
    }
  } catch (error) {
    // Another call has taken over, and does the same.
    if (error instanceof ConflictError)
      return { set, ours: before, cut: new Set(), changed: false, waitsUntil: clock().getTime() }
    return refuse(error)
  }
}

/** That AWS took it is not the result: what the set holds now is. */
const prove = async (
  set: FirewallSet,
  ours: readonly string[],
  cut: ReadonlySet<string>,
  writtenAt: Date,
  { world, save }: { readonly world: World; readonly save: (change: Partial<FirewallSetRecord>) => Promise<void> },
): Promise<Settled> => {
  const seen: SeenSet | undefined = await world.ipSets.read(set)
  if (!seen) throw new MissingSetError(`${nameOf(set)} does not exist`)
  const entries = new Set(canonical(seen.entries))
  const kept = ours.filter((entry) => entries.has(entry))
  const putAt = writtenAt.toISOString()
  await save({ ours: kept, places: entries.size, cut: cut.size, refused: undefined, staleTokens: 0, putAt })
  return { set, entries, ours: new Set(kept), cut, changed: true }
}

class MissingSetError extends Error {
  override readonly name = 'MissingSetError'
}

/** Why AWS will not change a set until somebody does something about it; nothing where a later try may do. */
const refusalOf = (error: unknown): string | undefined => {
  if (error instanceof MissingSetError) return 'missing'
  if (error instanceof SetFullError) return 'full'
  if (isAccessDenied(error)) return 'denied'
  return isPermanentAwsError(error) ? errorName(error) : undefined
}
