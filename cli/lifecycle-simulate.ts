import { type Command, InvalidArgumentError } from 'commander'
import { configPlaces, livePlaces, type SimulatedRow, simulateObject } from '../api/lifecycle.ts'
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
  'marker-removed': 'the delete marker, alone by now, is removed',
}

const run = async (key: string, options: Options): Promise<void> => {
  const { size, tags, created = new Date() } = options
  const places = options.live
    ? await livePlaces(await findDeployment(), options)
    : configPlaces(await readConfig(), options)
  const rows = simulateObject({ key, size, tags, created }, places)
  printRows(
    rows,
    options,
    {
      Bucket: ({ bucket }) => bucket,
      Date: ({ at }) => at.slice(0, 10),
      Day: ({ day }) => day,
      What: ({ what }) => words[what],
      'Then in': ({ storageClass }) => storageClass,
      Rule: ({ rule }) => rule,
    },
    `Nothing happens to ${key} in ${places.map(({ bucket }) => bucket).join(', ')}: it stays in STANDARD.${options.size < 131_072 ? ' S3 moves nothing under 128 KB, unless a rule has a size filter.' : ''}`,
  )
  if (options.json) return
  for (const text of new Set(rows.flatMap(({ assumptions }) => assumptions)))
    console.log(`Assumed, AWS does not say: ${text}`)
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
    .option('--bucket <name>', 'in this bucket alone: a name, uploads or thumbnails')
    .option('--live', 'by the rules that the bucket has now, everybody’s')
    .option(...jsonOption)
    .action(run)
}
