import { join } from 'node:path'
import type { Command } from 'commander'
import {
  type BackfillRow,
  pruneThumbnails,
  restoreForBackfill,
  runBackfill,
  thumbnailsConfig,
  usualRate,
} from '../../api/thumbnails.ts'
import { readWatermarks } from '../../shared/config/thumbnails/watermarks.ts'
import { durationText } from '../../shared/time.ts'
import { findDeployment } from '../deployment.ts'
import { type JsonOption, jsonOption, wholeOption } from '../options.ts'
import { printRows } from '../print.ts'
import { checkPrune, runPrune } from './prune.ts'
import { type RestoreOptions, runRestore, withRestore } from './restore.ts'

/** Where nightshift.config.ts is, and beside it the files of watermarks. */
const root = join(import.meta.dirname, '..', '..')

interface BackfillOptions extends JsonOption, RestoreOptions {
  readonly prefix: string
  readonly bucket?: string
  readonly dryRun?: boolean
  readonly rate: number
  readonly limit?: number
  readonly restart?: boolean
  readonly prune?: true
}

/** Says how far it is, every two seconds at most: a million originals are a thousand pages. */
const sayNow = () => {
  let until = 0
  return (text: string): void => {
    if (performance.now() < until) return
    until = performance.now() + 2000
    console.error(text)
  }
}

/** `nightshift thumbnails backfill` */
export const registerBackfill = (thumbnails: Command): void => {
  withRestore(thumbnails.command('backfill'))
    .description('make the thumbnails of what is in the bucket already, or was made by another recipe')
    .option('--prefix <prefix>', 'only originals whose keys start with it', '')
    .option('--bucket <name>', 'only originals of this bucket; default: every bucket that is watched')
    .option('--dry-run', 'only say what would be made, how many and at what cost')
    .option('--rate <count>', 'originals a second', wholeOption(1, 1000), usualRate)
    .option('--limit <count>', 'stop after so many; the next run goes on there', wholeOption(1, 100_000_000))
    .option('--prune', 'list thumbnails of sizes and key templates that are gone, or with --confirm remove them')
    .option('--restart', 'begin anew instead of where the last run stopped')
    .option(...jsonOption)
    .action(
      async ({
        prefix,
        bucket,
        dryRun = false,
        rate,
        limit,
        restart = false,
        json = false,
        ...options
      }: BackfillOptions) => {
        const deployment = await findDeployment()
        if (options.prune) {
          checkPrune({ prefix, bucket, limit, restart, ...options })
          const say = sayNow()
          const confirm = options.confirm === true && !dryRun
          await runPrune({ confirm, json }, (agreed) => pruneThumbnails(deployment, { confirm: agreed, say }))
          return
        }
        const watermarks = readWatermarks(thumbnailsConfig(deployment), root)
        if (options.restore) {
          const say = sayNow()
          await runRestore(options, json, (asked) =>
            restoreForBackfill(deployment, { prefix, watermarks, limit, say, ...asked }),
          )
          return
        }
        const { rows, sent, finished } = await runBackfill(deployment, {
          prefix,
          bucket,
          watermarks,
          rate,
          limit,
          restart,
          dry: dryRun,
          say: sayNow(),
        })
        printRows(
          rows,
          { json },
          {
            ...(new Set(rows.map((row) => row.bucket)).size > 1 ? { Bucket: (row: BackfillRow) => row.bucket } : {}),
            Prefix: (row) => row.prefix || '(all others)',
            Originals: (row) => row.originals,
            Right: (row) => row.right,
            Missing: (row) => row.missing,
            'Other recipe': (row) => row.otherRecipe,
            'Other version': (row) => row.otherVersion,
            Refused: (row) => row.refused,
            Archived: (row) => row.archived,
            'To make': (row) => row.toMake,
            MB: (row) => row.megabytes,
            'About $': (row) => row.dollars.toFixed(4),
            'About time': (row) => durationText(row.seconds),
          },
          'No original was found.',
        )
        const archived = rows.reduce((sum, row) => sum + row.archived, 0)
        if (!json && archived > 0)
          console.error(`${archived} lie in an archive: --restore says what it costs to have S3 restore them.`)
        if (!json && !dryRun) console.log(`${sent} sent.${finished ? '' : ' Run it again to go on.'}`)
      },
    )
}
