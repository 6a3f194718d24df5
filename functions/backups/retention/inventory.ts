import type { Write } from '../../../shared/ledger/ledger.ts'
import { type BackupTargetRecord, type HeldSnapshot, keys } from '../../../shared/ledger/records.ts'
import type { Parts } from '../kinds/kind.ts'

/** What a plan has of a target, as it was read: `version` is absent where nothing was written yet. */
export interface Inventory {
  readonly record: BackupTargetRecord
  readonly version: number | 'absent'
}

/** The deployment's own region, in records. */
export const home = ''

const empty = (plan: string, target: string, now: Date): BackupTargetRecord => ({
  ...keys.backupTarget(plan, target),
  kind: 'backup-target',
  at: now.toISOString(),
  plan,
  target,
  held: {},
  others: {},
  copying: [],
  failing: {},
})

export const readInventory = async (
  { ledger, now }: Pick<Parts, 'ledger' | 'now'>,
  { plan, target }: { readonly plan: string; readonly target: string },
): Promise<Inventory> => {
  const found = await ledger.get<BackupTargetRecord>(keys.backupTarget(plan, target))
  return { record: found ?? empty(plan, target, now), version: found?.version ?? 'absent' }
}

/** A write of what was changed of it, in the same transaction as what changed it. */
export const inventoryWrite = ({ record, version }: Inventory, change: Partial<BackupTargetRecord>): Write => ({
  item: { ...record, ...change },
  expect: version,
})

const without = <Value>(values: Readonly<Record<string, Value>>, key: string): Record<string, Value> =>
  Object.fromEntries(Object.entries(values).filter(([each]) => each !== key))

/** A snapshot was asked for: it is ours, whatever becomes of it. */
export const withMade = (record: BackupTargetRecord, region: string, id: string, since: string) => {
  const others = record.others[region] ?? []
  return others.some((each) => each.id === id)
    ? {}
    : { others: { ...record.others, [region]: [...others, { id, since }] } }
}

/** It is good now. */
export const withGood = (record: BackupTargetRecord, region: string, held: HeldSnapshot) => ({
  held: {
    ...record.held,
    [region]: [held, ...(record.held[region] ?? []).filter(({ id }) => id !== held.id)].toSorted(
      (one, other) => Date.parse(other.at) - Date.parse(one.at),
    ),
  },
  others: { ...record.others, [region]: (record.others[region] ?? []).filter(({ id }) => id !== held.id) },
})

export const withFailing = (record: BackupTargetRecord, region: string, since: string, reason: string) => ({
  failing: { ...record.failing, [region]: { since: record.failing[region]?.since ?? since, reason } },
})

export const withoutFailing = (record: BackupTargetRecord, region: string) => ({
  failing: without(record.failing, region),
})

/** Every id of a region that is known as ours. */
export const knownIn = (record: BackupTargetRecord, region: string): Set<string> =>
  new Set([...(record.held[region] ?? []), ...(record.others[region] ?? [])].map(({ id }) => id))

/** Hours for which what AWS does not list is remembered: it may list it yet. */
const patienceHours = 24

/** What is held and what else is known of a region, as AWS lists it. */
export const asSeen = (
  record: BackupTargetRecord,
  region: string,
  held: readonly HeldSnapshot[],
  listed: ReadonlySet<string>,
  now: Date,
) => {
  const good = new Set(held.map(({ id }) => id))
  const freshest = now.getTime() - patienceHours * 3_600_000
  return {
    held: { ...record.held, [region]: held },
    others: {
      ...record.others,
      [region]: (record.others[region] ?? []).filter(
        ({ id, since }) => !good.has(id) && (listed.has(id) || Date.parse(since) > freshest),
      ),
    },
  }
}
