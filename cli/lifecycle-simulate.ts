import { type Command, InvalidArgumentError } from 'commander'
import { UsageError } from '../api/usage-error.ts'
import { wantedBuckets } from '../functions/lifecycle/rules/policies.ts'
import { awsBuckets } from '../functions/lifecycle/world/effects.ts'
import { type SimulatedObject, type Step, type Surroundings, simulate } from '../shared/lifecycle/simulate.ts'
import { findDeployment, readConfig } from './deployment.ts'
import { instantOption, type JsonOption, jsonOption } from './options.ts'
import { ownOutput } from './own-buckets.ts'
import { printRows } from './print.ts'

interface Options extends JsonOption {
  readonly size: number
  readonly tags: Readonly<Record<string, string>>
  readonly versioned?: true
  readonly created?: Date
  readonly bucket?: string
  readonly live?: true
}

/** Years that are looked ahead: longer than any minimum, shorter than a rule of 100 years. */
const years = 20

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

interface Place extends Omit<Surroundings, 'until'> {
  readonly bucket: string
  readonly versioning: NonNullable<SimulatedObject['versioning']>
}

/** The buckets of the config with the rules that they would have from it alone. */
const placesOfConfig = ({ bucket, versioned }: Options): Place[] => {
  const { lifecycle, name } = readConfig()
  const places = wantedBuckets(lifecycle?.buckets ?? [], name, (own) => `own('${own}')`).map(
    (each): Place => ({
      bucket: each.bucket,
      rules: each.rules,
      versioning: each.versioned || versioned ? 'enabled' : 'off',
    }),
  )
  const chosen =
    bucket === undefined ? places : places.filter((each) => [bucket, `own('${bucket}')`].includes(each.bucket))
  if (chosen.length === 0)
    throw new UsageError(
      bucket === undefined
        ? 'No bucket has a lifecycle policy: nightshift.config.ts has no lifecycle.'
        : `nightshift.config.ts has no lifecycle policy for "${bucket}"; it has: ${places.map((each) => each.bucket).join(', ') || 'none'}. Ask for what the bucket has now by --live.`,
    )
  return chosen
}

/** The same buckets, or the one that is asked for, with the rules that they have now, everybody's. */
const livePlaces = async ({ bucket, versioned }: Options): Promise<Place[]> => {
  const { config, outputs, output } = await findDeployment()
  const own = (name: string): string | undefined =>
    name === 'uploads' || name === 'thumbnails' ? outputs[ownOutput[name]] : undefined
  const names =
    bucket === undefined
      ? wantedBuckets(config.lifecycle?.buckets ?? [], config.name, (each) => output(ownOutput[each])).map(
          (each) => each.bucket,
        )
      : [own(bucket) ?? bucket]
  const buckets = awsBuckets()
  return Promise.all(
    names.map(async (name): Promise<Place> => {
      const { rules = [], minimumSize, versioned: isOn, suspended } = await buckets.read(name, true)
      return {
        bucket: name,
        rules,
        minimumSize,
        versioning: isOn || versioned ? 'enabled' : suspended ? 'suspended' : 'off',
      }
    }),
  )
}

const words: Readonly<Record<Step['what'], string>> = {
  moved: 'moved',
  'marker-added': 'a delete marker is put above it',
  replaced: 'replaced',
  deleted: 'deleted for good',
  'marker-removed': 'the delete marker, alone by now, is removed',
}

const dayMs = 86_400_000

const run = async (key: string, options: Options): Promise<void> => {
  const created = options.created ?? new Date()
  const until = new Date(created.getTime() + years * 366 * dayMs)
  const places = options.live ? await livePlaces(options) : placesOfConfig(options)
  const rows = places.flatMap(({ bucket, versioning, ...surroundings }) =>
    simulate({ key, size: options.size, tags: options.tags, created, versioning }, { ...surroundings, until }).map(
      (step) => ({
        bucket,
        at: step.at.toISOString(),
        day: Math.floor((step.at.getTime() - created.getTime()) / dayMs),
        what: step.what,
        storageClass: step.storageClass,
        rule: step.rule,
        assumptions: step.assumptions,
      }),
    ),
  )
  printRows(
    rows,
    options,
    {
      bucket: ({ bucket }) => bucket,
      date: ({ at }) => at.slice(0, 10),
      day: ({ day }) => day,
      what: ({ what }) => words[what],
      'then in': ({ storageClass }) => storageClass,
      rule: ({ rule }) => rule,
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
