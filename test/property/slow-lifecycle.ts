import type { LifecycleRule } from '@aws-sdk/client-s3'
import type { SimulatedObject, Step, Surroundings } from '../../shared/lifecycle/simulate.ts'

const day = 86_400_000

/** Written out pair by pair, from the user guide's table. */
export const moves = new Set(
  `STANDARD>STANDARD_IA STANDARD>INTELLIGENT_TIERING STANDARD>ONEZONE_IA STANDARD>GLACIER_IR STANDARD>GLACIER
   STANDARD>DEEP_ARCHIVE STANDARD_IA>INTELLIGENT_TIERING STANDARD_IA>ONEZONE_IA STANDARD_IA>GLACIER_IR STANDARD_IA>GLACIER
   STANDARD_IA>DEEP_ARCHIVE INTELLIGENT_TIERING>ONEZONE_IA INTELLIGENT_TIERING>GLACIER_IR INTELLIGENT_TIERING>GLACIER
   INTELLIGENT_TIERING>DEEP_ARCHIVE ONEZONE_IA>GLACIER ONEZONE_IA>DEEP_ARCHIVE GLACIER_IR>GLACIER GLACIER_IR>DEEP_ARCHIVE
   GLACIER>DEEP_ARCHIVE`.split(/\s+/),
)
/** What a move prefers, the cheapest first. */
export const byPreference = [
  'DEEP_ARCHIVE',
  'GLACIER',
  'INTELLIGENT_TIERING',
  'GLACIER_IR',
  'ONEZONE_IA',
  'STANDARD_IA',
]

const isFor = ({ Filter = {}, Prefix }: LifecycleRule, { key, size, tags = {} }: SimulatedObject): boolean => {
  const all = Filter.And ?? { ...Filter, Tags: Filter.Tag ? [Filter.Tag] : [] }
  if (!key.startsWith(all.Prefix ?? Prefix ?? '')) return false
  for (const { Key = '', Value } of all.Tags ?? []) if (tags[Key] !== Value) return false
  if (all.ObjectSizeGreaterThan !== undefined && !(size > all.ObjectSizeGreaterThan)) return false
  if (all.ObjectSizeLessThan !== undefined && !(size < all.ObjectSizeLessThan)) return false
  return true
}

const sizeOf = ({ Filter = {} }: LifecycleRule) => {
  const all = Filter.And ?? Filter
  return all.ObjectSizeGreaterThan !== undefined || all.ObjectSizeLessThan !== undefined
}

type When = { readonly Days?: number | undefined; readonly Date?: Date | undefined }

/** Whether what counts from an instant is due at a midnight, or was before. */
const isDue = ({ Days, Date: date }: When, from: number, midnight: number): boolean => {
  if (midnight < from) return false
  if (date) return midnight >= date.getTime() && (midnight > from || date.getTime() === from)
  return Days !== undefined && from + Days * day < midnight
}

const becomesDue = (when: When, from: number, midnight: number): boolean =>
  isDue(when, from, midnight) && !isDue(when, from, midnight - day)

/** The simulation once more, midnight by midnight, with nothing shared with the one that is tested. */
export const slowSimulate = (
  object: SimulatedObject,
  { rules, minimumSize, until }: Surroundings,
): Pick<Step, 'at' | 'what' | 'storageClass' | 'rule'>[] => {
  const { versioning = 'off', size, newerOldVersions = 0 } = object
  const [created, replaced, end] = [
    new Date(object.created),
    object.replaced && new Date(object.replaced),
    new Date(until),
  ]
  const enabled = rules.filter(({ Status }) => Status === 'Enabled')
  const own = enabled.filter((rule) => isFor(rule, object))
  const hasId = object.hasVersionId ?? versioning === 'enabled'
  const steps: Pick<Step, 'at' | 'what' | 'storageClass' | 'rule'>[] = []
  let state: 'current' | 'old' | 'gone' = 'current'
  let storageClass: string = object.storageClass ?? 'STANDARD'
  let oldSince = 0
  let marker: number | undefined
  let aloneSince: number | undefined

  const note = (at: number, what: Step['what'], rule: string | undefined) =>
    steps.push({ at: new Date(at), what, rule, storageClass: state === 'gone' ? undefined : storageClass })
  const goes = (at: number, what: Step['what'], rule: string | undefined) => {
    state = 'gone'
    note(at, what, rule)
    if (marker !== undefined) aloneSince = at
  }
  const movable = (rule: LifecycleRule, to: string) =>
    moves.has(`${storageClass}>${to}`) &&
    (size >= 131_072 ||
      sizeOf(rule) ||
      (minimumSize === 'varies_by_storage_class' && ['GLACIER', 'DEEP_ARCHIVE'].includes(to)))
  const move = (at: number, list: readonly (readonly [LifecycleRule, string])[]) => {
    const possible = list.filter(([rule, to]) => movable(rule, to))
    for (const to of byPreference) {
      const found = possible.find(([, each]) => each === to)
      if (!found) continue
      storageClass = to
      note(at, 'moved', found[0].ID)
      return
    }
  }

  const first = Math.floor(created.getTime() / day) * day
  for (let at = first; at <= end.getTime() + day; at += day) {
    if (state === 'current' && replaced && replaced.getTime() <= at) {
      if (versioning === 'off' || (versioning === 'suspended' && !hasId)) goes(replaced.getTime(), 'deleted', undefined)
      else {
        state = 'old'
        oldSince = replaced.getTime()
        note(oldSince, 'replaced', undefined)
      }
    }
    if (state === 'current') {
      const expiry = own.find(({ Expiration }) => Expiration && isDue(Expiration, created.getTime(), at))
      if (expiry && versioning === 'off') goes(at, 'deleted', expiry.ID)
      else {
        move(
          at,
          own.flatMap((rule) =>
            (rule.Transitions ?? [])
              .filter((each) => becomesDue(each, created.getTime(), at))
              .map(({ StorageClass = '' }) => [rule, StorageClass as string] as const),
          ),
        )
        if (expiry) {
          marker = at
          if (hasId) {
            note(at, 'marker-added', expiry.ID)
            state = 'old'
            oldSince = at
          } else goes(at, 'marker-added', expiry.ID)
        }
      }
    } else if (state === 'old') {
      const deletion = own.find(
        ({ NoncurrentVersionExpiration: old }) =>
          old?.NoncurrentDays !== undefined &&
          newerOldVersions >= (old.NewerNoncurrentVersions ?? 0) &&
          isDue({ Days: old.NoncurrentDays }, oldSince, at),
      )
      if (deletion) {
        goes(at, 'deleted', deletion.ID)
        continue
      }
      move(
        at,
        own.flatMap((rule) =>
          (rule.NoncurrentVersionTransitions ?? [])
            .filter(
              (each) =>
                newerOldVersions >= (each.NewerNoncurrentVersions ?? 0) &&
                becomesDue({ Days: each.NoncurrentDays }, oldSince, at),
            )
            .map(({ StorageClass = '' }) => [rule, StorageClass as string] as const),
        ),
      )
    } else if (marker !== undefined && aloneSince !== undefined && at > aloneSince) {
      const since = marker
      const removal = enabled.find(
        (rule) =>
          object.key.startsWith(rule.Filter?.And?.Prefix ?? rule.Filter?.Prefix ?? rule.Prefix ?? '') &&
          !sizeOf(rule) &&
          !rule.Filter?.Tag &&
          !rule.Filter?.And?.Tags?.length &&
          rule.Expiration &&
          (rule.Expiration.ExpiredObjectDeleteMarker || isDue(rule.Expiration, since, at)),
      )
      if (removal) {
        note(at, 'marker-removed', removal.ID)
        break
      }
    }
  }
  return steps.filter(({ at }) => at <= end)
}
