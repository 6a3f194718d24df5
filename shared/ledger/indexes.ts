/** The ledger's two indexes: items of a kind by time, and open items by what is still to be done. */
export const ledgerIndexes = { byKind: 'byKind', open: 'open' } as const

/**
 * Over how many partitions of `byKind` the records of a kind are spread; 0 where nobody lists them, so that they are not in the
 * index. A kind that is not here has one. One partition of DynamoDB takes 1,000 write units a second, and where an index takes
 * no more, the table takes none either: what can come by the thousand needs several. They are so many that each bears about
 * 2,000 events a second (test/unit/bench/scale counts it), and no more, because each is asked at every look. A number may grow, and
 * never shrink: what was written would not be found any more.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-indexes-gsi-sharding.html
 */
const kinds: Readonly<Record<string, number>> = {
  incident: 4,
  notification: 4,
  transition: 2,
  reject: 2,
  timer: 0,
  mailbox: 0,
  link: 0,
  alarm: 0,
  heartbeat: 0,
  beat: 0,
  source: 0,
  outside: 0,
  'source-token': 0,
  shift: 0,
  login: 0,
  'open-id-login': 0,
  deployed: 0,
  'day-sums': 0,
  flood: 0,
  backfill: 0,
  making: 0,
  lifecycle: 0,
  'lifecycle-place': 0,
  'lifecycle-retained': 0,
  'lifecycle-retention-failure': 0,
  'job-lease': 0,
  'job-pool': 0,
  'job-backfill': 0,
  'job-digest': 0,
  'hours-target': 0,
  'hours-look': 0,
  'hours-savings': 0,
  'planned-off': 0,
  report: 0,
  'incident-note': 0,
  'on-call': 0,
  calendar: 0,
  'firewall-piece': 0,
  'firewall-arrival': 0,
  'firewall-judged': 0,
  'firewall-offender': 0,
  'firewall-allow': 0,
  'firewall-set': 0,
  'firewall-state': 0,
  'firewall-block': 4,
  'audit-finding': 0,
  'audit-look': 0,
  'audit-report': 0,
  'backup-proof': 0,
  'backup-drill': 0,
  'backup-target': 0,
  'backup-plan': 0,
}

/** The same for the words of `open`, by what stands before their first `#`. Every open record is found: none has 0. */
const words: Readonly<Record<string, number>> = {
  incident: 4,
  notification: 4,
  digest: 2,
  timer: 2,
  reject: 2,
  'firewall-piece': 4,
}

const named = (counts: Readonly<Record<string, number>>, name: string): number =>
  Object.hasOwn(counts, name) ? (counts[name] ?? 1) : 1

const partitionsOf = (index: keyof typeof ledgerIndexes, name: string): number =>
  index === 'byKind' ? named(kinds, name) : named(words, name.split('#')[0] ?? '')

/** FNV-1a, mixed once more: its last bits alone are not spread well. http://www.isthe.com/chongo/tech/comp/fnv/ */
const hash = (text: string): number => {
  let state = 0x811c9dc5
  for (const byte of Buffer.from(text, 'utf8')) state = Math.imul(state ^ byte, 0x01000193)
  return (state ^ (state >>> 16)) >>> 0
}

const numbered = /#\d+$/

/** A name that ends like the name of a partition gets a number too, so that the number can always be taken off. */
const isNumbered = (count: number, name: string): boolean => count > 1 || numbered.test(name)

/**
 * The partition of an index in which an item stands: all that belongs together stands in one.
 * @returns nothing where items of this kind are in no index
 */
export const partitionOf = (index: keyof typeof ledgerIndexes, name: string, pk: string): string | undefined => {
  const count = partitionsOf(index, name)
  if (count === 0) return undefined
  return isNumbered(count, name) ? `${name}#${hash(pk) % count}` : name
}

/** What a partition was made of. */
export const nameOfPartition = (partition: string): string => partition.replace(numbered, '')

/**
 * Every partition in which items of a name can stand. Records from before there were several stand in one with the bare name,
 * until they are written again.
 * @throws RangeError for a kind that is not in the index
 */
export const partitionsToRead = (index: keyof typeof ledgerIndexes, name: string): string[] => {
  const count = partitionsOf(index, name)
  checkListed(index, name)
  return isNumbered(count, name) ? [...Array.from({ length: count }, (_, number) => `${name}#${number}`), name] : [name]
}

/** @throws RangeError for a kind that is not in the index, so that nobody takes its silence for an answer */
export const checkListed = (index: keyof typeof ledgerIndexes, name: string): void => {
  if (partitionsOf(index, name) === 0)
    throw new RangeError(`The ledger does not list records of the kind ${name}: see shared/ledger/indexes.ts`)
}
