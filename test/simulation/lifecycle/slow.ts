import type { LifecycleRule } from '@aws-sdk/client-s3'
import type { KeyStep, SimulatedKey, Surroundings } from '../../../shared/lifecycle/simulate.ts'
import { byPreference, moves } from '../../property/slow-lifecycle.ts'

// S3's rules once more, from the user guide and not from the simulator: one walk from midnight to midnight, on which
// every question is asked anew. Nothing is shared with what is tested but its types; the
// user guide's table is the other slow one's.

const day = 86_400_000

interface Thing {
  readonly number: number
  readonly marker: boolean
  readonly size: number
  readonly tags: Readonly<Record<string, string>>
  readonly named: boolean
  readonly born: number
  readonly byS3: boolean
  readonly hidden: number
  readonly untouched: boolean
  place: string
  /** Since when something is above it. */
  covered?: number
  coveredByS3?: boolean
  /** A midnight from which it was alone. */
  alone?: number
  /** What it could be moved to at the midnight before, by rule and move. */
  could: Set<string>
}

type Wish = { readonly days?: number | undefined; readonly date?: Date | undefined }

const sizesOf = ({ Filter = {} }: LifecycleRule) => {
  const { ObjectSizeGreaterThan: over, ObjectSizeLessThan: under } = Filter.And ?? Filter
  return { over, under }
}
const tagsOf = ({ Filter = {} }: LifecycleRule) => Filter.And?.Tags ?? (Filter.Tag ? [Filter.Tag] : [])
const prefixOf = ({ Filter = {}, Prefix }: LifecycleRule): string => (Filter.And ?? Filter).Prefix ?? Prefix ?? ''

const fits = (rule: LifecycleRule, thing: Thing): boolean => {
  const { over, under } = sizesOf(rule)
  if (over !== undefined && thing.size <= over) return false
  if (under !== undefined && thing.size >= under) return false
  for (const { Key = '', Value } of tagsOf(rule)) if (thing.tags[Key] !== Value) return false
  return !thing.untouched
}
const hasFilter = (rule: LifecycleRule): boolean => {
  const { over, under } = sizesOf(rule)
  return over !== undefined || under !== undefined || tagsOf(rule).length > 0
}

/** What one key comes to, step by step. */
export const slowKey = (
  { key, history, versioning = 'off' }: SimulatedKey,
  { rules, minimumSize, rulesSince, until, otherWay = [] }: Surroundings,
): Omit<KeyStep, 'assumptions'>[] => {
  const other = new Set<string>(otherWay)
  const mine = rules.filter((rule) => rule.Status === 'Enabled' && key.startsWith(prefixOf(rule)))
  const end = new Date(until).getTime()
  const since = rulesSince === undefined ? Number.NEGATIVE_INFINITY : new Date(rulesSince).getTime()
  const steps: Omit<KeyStep, 'assumptions'>[] = []
  let things: Thing[] = []

  /** Whether what counts from an instant is over at a midnight. */
  const isOver = ({ days, date }: Wish, from: number, midnight: number, byS3: boolean): boolean => {
    if (midnight < from || midnight <= since) return false
    const sharp = other.has(byS3 ? 'marker' : 'midnight')
    const after = (count: number) => (sharp ? from + count * day <= midnight : from + count * day < midnight)
    if (date === undefined) return days !== undefined && after(days)
    if (midnight < date.getTime()) return false
    return from <= date.getTime() || after(0)
  }
  const note = (number: number, at: number, what: KeyStep['what'], rule?: string, storageClass?: string) =>
    steps.push({ version: number, at: new Date(at), what, rule, storageClass })

  const newer = (thing: Thing): number => {
    let count = thing.hidden
    for (const each of things) {
      if (each === thing) break
      if (each.covered !== undefined && !each.marker) count += 1
    }
    return count
  }

  /** Something new on top; without a name it takes the place of what else has none. */
  const add = (thing: Thing, at: number, byS3: boolean, rule?: string) => {
    const [top] = things
    const lost = thing.named ? [] : things.filter((each) => !each.named)
    for (const each of things) {
      if (each.marker) continue
      if (each === top && thing.marker)
        note(each.number, at, 'marker-added', rule, lost.includes(each) ? undefined : each.place)
      else if (lost.includes(each)) note(each.number, at, 'deleted', rule)
      else if (each === top) note(each.number, at, 'replaced', rule, each.place)
    }
    things = things.filter((each) => !lost.includes(each))
    if (top) {
      top.covered = thing.born
      top.coveredByS3 = byS3
      top.could = new Set()
    }
    things.unshift(thing)
  }
  const marker = (number: number, born: number, byS3: boolean): Thing => ({
    number,
    born,
    byS3,
    marker: true,
    size: 0,
    tags: {},
    named: versioning === 'enabled',
    hidden: 0,
    untouched: false,
    place: '',
    could: new Set(),
  })

  interface Upload {
    readonly number: number
    readonly began: number
    readonly completed: number
    open: boolean
  }
  const uploads: Upload[] = []
  const acts: { readonly at: number; readonly act: () => void }[] = []
  for (const [number, entry] of history.entries()) {
    const at = new Date(entry.at).getTime()
    if (entry.what === 'delete') {
      acts.push({
        at,
        act: () => {
          if (versioning !== 'off') return add(marker(number, at, false), at, false)
          for (const each of things) note(each.number, at, 'deleted')
          things = []
        },
      })
      continue
    }
    const thing = (): Thing => ({
      number,
      marker: false,
      size: entry.size,
      tags: entry.tags ?? {},
      named: versioning === 'off' ? false : (entry.hasVersionId ?? versioning === 'enabled'),
      born: at,
      byS3: false,
      hidden: entry.newerOldVersions ?? 0,
      untouched: entry.untouched === true,
      place: entry.storageClass ?? 'STANDARD',
      could: new Set(),
    })
    if (entry.what === 'put') acts.push({ at, act: () => add(thing(), at, false) })
    else {
      const completed = entry.completed === undefined ? Number.POSITIVE_INFINITY : new Date(entry.completed).getTime()
      const upload: Upload = { number, began: at, completed, open: true }
      uploads.push(upload)
      if (entry.completed !== undefined)
        acts.push({
          at: completed,
          act: () => {
            if (!upload.open) return
            upload.open = false
            add(thing(), completed, false)
          },
        })
    }
  }
  acts.sort((one, two) => one.at - two.at)

  const expiryOf = (thing: Thing, at: number): LifecycleRule | undefined =>
    mine.find((rule) => {
      const { Expiration: expiry } = rule
      if (!expiry || !fits(rule, thing)) return false
      return isOver({ days: expiry.Days, date: expiry.Date && new Date(expiry.Date) }, thing.born, at, thing.byS3)
    })
  const oldExpiryOf = (thing: Thing, at: number): LifecycleRule | undefined =>
    mine.find(({ NoncurrentVersionExpiration: old, ...rule }) => {
      if (old?.NoncurrentDays === undefined || thing.covered === undefined) return false
      if (
        thing.marker
          ? other.has('old-markers') || (hasFilter(rule as LifecycleRule) && !other.has('filtered'))
          : !fits(rule as LifecycleRule, thing)
      )
        return false
      return (
        newer(thing) >= (old.NewerNoncurrentVersions ?? 0) &&
        isOver({ days: old.NoncurrentDays }, thing.covered, at, thing.coveredByS3 === true)
      )
    })

  const move = (thing: Thing, at: number, newerThen: number): boolean => {
    const now: { readonly name: string; readonly to: string; readonly rule: LifecycleRule }[] = []
    for (const [index, rule] of mine.entries()) {
      if (!fits(rule, thing)) continue
      const { over, under } = sizesOf(rule)
      const small = thing.size < 131_072 && over === undefined && under === undefined
      const list = thing.covered === undefined ? rule.Transitions : rule.NoncurrentVersionTransitions
      for (const [place, each] of (list ?? []).entries()) {
        const to = each.StorageClass ?? ''
        if (small && !(minimumSize === 'varies_by_storage_class' && /^(GLACIER|DEEP_ARCHIVE)$/.test(to))) continue
        const isDue =
          'NoncurrentDays' in each
            ? newerThen >= (each.NewerNoncurrentVersions ?? 0) &&
              isOver({ days: each.NoncurrentDays }, thing.covered ?? 0, at, thing.coveredByS3 === true)
            : 'Days' in each || 'Date' in each
              ? isOver({ days: each.Days, date: each.Date && new Date(each.Date) }, thing.born, at, false)
              : false
        if (isDue) now.push({ name: `${index}.${place}`, to, rule })
      }
    }
    const fresh = now.filter(({ name }) => other.has('retry') || !thing.could.has(name))
    thing.could = new Set(now.map(({ name }) => name))
    for (const to of byPreference) {
      const found = fresh.find((each) => each.to === to && moves.has(`${thing.place}>${to}`))
      if (!found) continue
      thing.place = to
      note(thing.number, at, 'moved', found.rule.ID, to)
      return true
    }
    return false
  }

  const run = (at: number) => {
    for (const upload of uploads) {
      if (!upload.open || upload.began > at) continue
      const rule = mine.find(
        (each) =>
          !hasFilter(each) &&
          isOver({ days: each.AbortIncompleteMultipartUpload?.DaysAfterInitiation }, upload.began, at, false),
      )
      if (!rule) continue
      upload.open = false
      note(upload.number, at, 'upload-aborted', rule.ID)
    }
    const [top] = things
    const expiry = top && !top.marker && expiryOf(top, at)
    // Deletions for good, of all that the run finds.
    const doomed = new Map<Thing, LifecycleRule>()
    for (const thing of things) {
      const rule = thing === top ? (versioning === 'off' ? expiry : undefined) : oldExpiryOf(thing, at)
      if (rule) doomed.set(thing, rule)
    }
    const counts = new Map(things.map((thing) => [thing, newer(thing)]))
    for (const [thing, rule] of doomed) note(thing.number, at, thing.marker ? 'marker-removed' : 'deleted', rule.ID)
    things = things.filter((thing) => !doomed.has(thing))
    // Moves.
    const isTaken = other.has('suspended') && versioning === 'suspended' && expiry && top?.named === false
    let moved = false
    for (const thing of things) {
      if (thing.marker || (thing === top && isTaken)) continue
      const done = move(thing, at, counts.get(thing) ?? 0)
      if (done && thing === top) moved = true
    }
    // Markers.
    if (top && expiry && versioning !== 'off')
      if (!(moved && other.has('same-day'))) add(marker(top.number, at, true), at, true, expiry.ID)
    const lonely = (found: Thing | undefined) => {
      const [only] = things
      if (!only || only !== found || !only.marker || things.length > 1) return
      if (only.alone === undefined || !(other.has('lone') ? only.alone <= at : only.alone < at)) return
      const rule = mine.find((each) => {
        if (hasFilter(each) && !other.has('filtered')) return false
        if (!each.Expiration || at <= since) return false
        if (each.Expiration.ExpiredObjectDeleteMarker) return true
        if (each.Expiration.Date && other.has('dated')) return false
        return isOver(
          { days: each.Expiration.Days, date: each.Expiration.Date && new Date(each.Expiration.Date) },
          only.born,
          at,
          only.byS3,
        )
      })
      if (!rule) return
      note(only.number, at, 'marker-removed', rule.ID)
      things = []
    }
    lonely(top)
    if (things.length === 1 && things[0]?.marker) things[0].alone ??= at
    if (other.has('lone')) lonely(things[0])
  }

  const first = Math.min(...history.map(({ at }) => new Date(at).getTime()))
  for (let at = Math.floor(first / day) * day; at <= end + day; at += day) {
    for (let next = acts[0]; next && next.at <= at; next = acts[0]) {
      acts.shift()
      if (next.at > end) break
      next.act()
      if (things.length === 1 && things[0]?.marker) things[0].alone ??= next.at
    }
    if (at <= end) run(at)
  }
  return steps
}
