import type { Command } from 'commander'
import type { Ledger } from '../../shared/ledger/ledger.ts'
import type { RejectRecord } from '../../shared/ledger/records.ts'
import { findDeployment } from '../deployment.ts'
import { countOption, howToSeeMore, type JsonOption, jsonOption, sinceFlag } from '../options.ts'
import { localTime, noteCut, printRows } from '../print.ts'
import { openRejects } from './replay.ts'

interface Choice {
  readonly since?: string | undefined
  readonly limit?: number
  /** Only those that nothing has mended. */
  readonly open?: boolean
}

/** The newest refusals, as the command prints them. */
export const readRejects = async (ledger: Ledger, { since, limit = 100, open = false }: Choice = {}) => {
  const rejects = open
    ? await openRejects(ledger, { since, limit })
    : await ledger.list<RejectRecord>('reject', { limit, ...(since === undefined ? {} : { since }) })
  return rejects.map(({ bucket, key, versionId, cause, reason, at, resolution, resolvedAt }) => ({
    bucket,
    key,
    versionId,
    cause,
    reason,
    at,
    resolution,
    resolvedAt,
  }))
}

/** `nightshift thumbnails rejects` */
export const registerRejects = (thumbnails: Command): void => {
  thumbnails
    .command('rejects')
    .description('uploads that were refused, and why')
    .option(...sinceFlag)
    .option('--open', 'only those that nothing has mended')
    .option('--limit <count>', 'at most so many, newest first', countOption, 100)
    .option(...jsonOption)
    .action(async ({ json = false, ...choice }: JsonOption & Choice) => {
      const deployment = await findDeployment()
      const { limit = 100 } = choice
      const rows = await readRejects(deployment.ledger(), { ...choice, limit: limit + 1 })
      printRows(
        rows.slice(0, limit),
        { json },
        {
          at: ({ at }) => localTime(at),
          key: ({ key }) => key,
          cause: ({ cause }) => cause,
          reason: ({ reason }) => reason,
          over: ({ resolution }) => resolution,
        },
        'No upload was refused.',
      )
      noteCut(rows.length > limit, limit, howToSeeMore(limit))
    })
}
