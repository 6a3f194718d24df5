import { type Command, InvalidArgumentError } from 'commander'
import {
  comparedPlaces,
  configPlaces,
  livePlaces,
  openOf,
  type Place,
  type SimulatedDay,
  type SimulatedRow,
  simulateDays,
  simulateObject,
} from '../api/lifecycle.ts'
import type { Config } from '../shared/config/schema.ts'
import type { OtherWay } from '../shared/lifecycle/simulate.ts'
import { findDeployment, readConfig } from './deployment.ts'
import { instantOption, type JsonOption, jsonOption } from './options.ts'
import { printRows } from './print.ts'

interface Options extends JsonOption {
  readonly size: number
  readonly tags: Readonly<Record<string, string>>
  readonly versioned?: true
  readonly created?: Date
  readonly bucket?: string
  readonly live?: true
  readonly both?: true
  readonly storageClass?: string
  readonly replaced?: Date
  readonly newer?: number
  readonly daily?: number
}

const units: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
  TiB: 1024 ** 4,
}

/** Parses bytes of an option, such as `200000`, `200kB` or `5MiB`. */
export const sizeOption = (text: string): number => {
  const [, count, unit = 'B'] = /^(\d+(?:\.\d+)?) ?([kKMGT]i?B|B)?$/.exec(text) ?? []
  const bytes = Number(count) * (units[unit === 'KB' ? 'kB' : unit] ?? Number.NaN)
  if (!Number.isSafeInteger(Math.round(bytes)))
    throw new InvalidArgumentError(`"${text}" is not a size; write it like 200000, 200kB or 5MiB.`)
  return Math.round(bytes)
}

/** Parses `Department=Finance,Team=Books` of an option. */
export const tagsOption = (text: string): Record<string, string> =>
  Object.fromEntries(
    text.split(',').map((pair): [string, string] => {
      const at = pair.indexOf('=')
      if (at < 1) throw new InvalidArgumentError(`"${pair}" is not a tag; write it like Department=Finance.`)
      return [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )

const words: Readonly<Record<SimulatedRow['what'], string>> = {
  moved: 'moved',
  'marker-added': 'a delete marker is put above it',
  replaced: 'replaced',
  deleted: 'deleted for good',
  'upload-aborted': 'the unfinished upload is given up',
  'marker-removed': 'the delete marker, alone by now, is removed',
}

const dollars = (amount: number): string =>
  amount >= 0.01 || amount === 0 ? `$${amount.toFixed(2)}` : `$${amount.toPrecision(2)}`

const placesFor = async (options: Options): Promise<readonly [Config, Place[]]> => {
  if (options.live || options.both) {
    const deployment = await findDeployment()
    const find = options.both ? comparedPlaces : livePlaces
    return [deployment.config, await find(deployment, options)]
  }
  const config = await readConfig()
  return [config, configPlaces(config, options)]
}

const byWords = { config: 'the config', now: 'the bucket now', 'after apply': 'after apply' } as const

const printDays = (options: Options, days: readonly SimulatedDay[]): void =>
  printRows(
    days,
    options,
    {
      Bucket: ({ bucket }) => bucket,
      By: ({ by }) => byWords[by],
      Day: ({ day }) => day,
      Date: ({ date }) => date,
      'Lies in': ({ storageClass, tier }) => (tier ? `${storageClass} (${tier})` : (storageClass ?? 'gone')),
      'So far': ({ total }) => dollars(total),
    },
    'Nothing to show.',
  )

/** What would happen if S3 did an open question the other way: the first step that differs. */
const printOtherWays = (others: readonly OtherWay[]): void => {
  for (const { taken, other, steps } of others) {
    console.log(`Assumed, AWS does not say: ${taken}`)
    const what = steps.map((step) => `${step.at.toISOString().slice(0, 10)} ${words[step.what]}`)
    console.log(`  If not (${other.replace(/\.$/, '')}): ${what.join('; ') || 'nothing happens'}`)
  }
}

const run = async (key: string, options: Options): Promise<void> => {
  const { size, tags, created = new Date(), storageClass, replaced, newer } = options
  const [{ name }, places] = await placesFor(options)
  const object = {
    key,
    size,
    tags,
    created,
    ...(storageClass ? { storageClass } : {}),
    ...(replaced ? { replaced } : {}),
    ...(newer === undefined ? {} : { newerOldVersions: newer }),
  }
  if (options.daily !== undefined) {
    printDays(options, simulateDays(object, places, options.daily))
    return
  }
  const rows = simulateObject(object, places, name)
  printRows(
    rows,
    options,
    {
      Bucket: ({ bucket }) => bucket,
      ...(options.both ? { By: ({ by }: SimulatedRow) => byWords[by] } : {}),
      Date: ({ at }) => at.slice(0, 10),
      Day: ({ day }) => day,
      What: ({ what }) => words[what],
      'Then in': ({ storageClass: then }) => then,
      'Cost so far': (row) => dollars(row.dollars),
      'A month then': (row) => dollars(row.dollarsAMonth),
      Rule: ({ rule }) => rule,
      Whose: ({ owner }) => owner ?? 'a person',
    },
    `Nothing happens to ${key} in ${places.map(({ bucket }) => bucket).join(', ')}: it stays in ${storageClass ?? 'STANDARD'}.${options.size < 131_072 ? ' S3 moves nothing under 128 KB, unless a rule has a size filter.' : ''}`,
  )
  if (options.json) return
  const others = openOf(object, places)
  printOtherWays(
    others.filter(({ question }, index) => others.findIndex((each) => each.question === question) === index),
  )
  const shown = new Set(others.map(({ taken }) => taken as string))
  for (const text of new Set(rows.flatMap(({ assumptions }) => assumptions)))
    if (!shown.has(text)) console.log(`Assumed, AWS does not say: ${text}`)
}

const countOption = (text: string): number => {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError(`"${text}" is not a number from 1 to 9999.`)
  return Number(text)
}

/** `nightshift lifecycle simulate KEY` says what happens to one object, when, and by which rule. */
export const registerSimulate = (lifecycle: Command): void => {
  lifecycle
    .command('simulate')
    .argument('<key>', 'the key of the object, such as photos/cat.jpg')
    .description("what happens to one object by the config's rules, or by those that a bucket has now; writes nothing")
    .option('--size <bytes>', 'its size: 200000, 200kB, 5MiB', sizeOption, 1_000_000)
    .option('--tags <tags>', 'its tags: Department=Finance,Team=Books', tagsOption, {})
    .option('--versioned', 'as if the bucket had versioning')
    .option('--created <time>', 'when it was written; default now', instantOption)
    .option('--storage-class <class>', 'where it was written; default STANDARD')
    .option('--replaced <time>', 'when another version took its place, or somebody deleted it', instantOption)
    .option('--newer <count>', 'newer old versions above it', countOption)
    .option('--bucket <name>', 'in this bucket alone: a name, uploads or thumbnails')
    .option('--live', 'by the rules that the bucket has now, everybody’s')
    .option('--both', 'by the rules that the bucket has now, and by those that it would have after apply')
    .option('--daily <days>', 'day by day, so many days at most', countOption)
    .option(...jsonOption)
    .action(run)
}
