import { type Command, Option } from 'commander'
import { checkSpeed, type RestoreOffer, type RestoreResult, type Speed, speeds } from '../../api/thumbnails.ts'
import { UsageError } from '../../api/usage-error.ts'
import { wholeOption } from '../options.ts'
import { printRows } from '../print.ts'

/** What `backfill` and `replay` may be told of archived originals. */
export interface RestoreOptions {
  /** `true`: only what every speed costs is wanted. */
  readonly restore?: Speed | true
  readonly days?: number | undefined
  readonly confirm?: true | undefined
}

/** Adds `--restore`, `--days` and `--confirm`. */
export const withRestore = (command: Command): Command =>
  command
    .addOption(
      new Option(
        '--restore [speed]',
        'say what restoring archived originals costs, or with --confirm have S3 do it',
      ).choices(speeds),
    )
    .option('--days <count>', 'days for which S3 keeps a restored copy (with --restore)', wholeOption(1, 365))
    .option('--confirm', 'agree to the price of --restore, or to what --prune removes')

const offered = (offers: readonly RestoreOffer[], json: boolean): void =>
  printRows(
    offers,
    { json },
    {
      Archive: ({ archive }) => archive,
      Originals: ({ originals }) => originals,
      MB: ({ bytes }) => Math.round(bytes / 1e5) / 10,
      Speed: ({ speed }) => speed,
      'Takes about': ({ time }) => time ?? 'not offered',
      'About $': ({ dollars }) => dollars?.toFixed(4),
    },
    'No archived original is to be made.',
  )

const saidOf = ({ answers, underWay }: RestoreResult): string[] => [
  ...(answers.asked
    ? [
        `S3 has accepted ${answers.asked}. Nothing is restored yet: the thumbnails of each are made once S3 reports it, or by another backfill.`,
      ]
    : []),
  ...(underWay + (answers['under-way'] ?? 0) > 0
    ? [`Asked for before and under way: ${underWay + (answers['under-way'] ?? 0)}.`]
    : []),
  ...(answers.readable ? [`Restored already, so a backfill makes them: ${answers.readable}.`] : []),
  ...(answers.gone ? [`Gone meanwhile: ${answers.gone}.`] : []),
  ...(answers['no-capacity']
    ? [`S3 has no capacity for ${answers['no-capacity']} at this speed now: choose standard, or try again later.`]
    : []),
]

/**
 * Prints what was found and what it costs, and asks S3 where somebody has agreed. Without agreement it ends with 1 where there is something to agree to.
 * @param act finds, and with `confirm` asks
 * @throws UsageError where the options do not go together
 */
export const runRestore = async (
  { restore, days = 3, confirm }: RestoreOptions,
  json: boolean,
  act: (asked: { readonly speed?: Speed; readonly days: number; readonly confirm: boolean }) => Promise<RestoreResult>,
): Promise<void> => {
  const speed = restore === true ? undefined : restore
  if (confirm && !speed) throw new UsageError('--confirm needs a speed: --restore bulk, standard or expedited.')
  const found = await act({ ...(speed ? { speed } : {}), days, confirm: false })
  if (speed) checkSpeed(found, speed)
  const result = confirm ? await act({ ...(speed ? { speed } : {}), days, confirm: true }) : found
  offered(result.offers, json)
  for (const line of saidOf(result)) console.error(line)
  const left = result.offers.filter(({ time, speed: its }) => its === speed && time === undefined)
  for (const { archive, originals } of left) console.error(`${originals} stay in ${archive}, which has no ${speed}.`)
  if ((result.answers['no-capacity'] ?? 0) > 0) process.exitCode = 1
  if (confirm || result.offers.length === 0) return
  process.exitCode = 1
  console.error(
    `Nothing is asked for yet. Agree to one: --restore ${speed ?? 'bulk'} --days ${days} --confirm. The copy in STANDARD for ${days} days is in the price (us-east-1).`,
  )
}
