import type { Command } from 'commander'
import type { Ledger } from '../../shared/ledger/ledger.ts'
import type { RejectRecord } from '../../shared/ledger/records.ts'
import { findDeployment } from '../deployment.ts'
import { countOption, type JsonOption, jsonOption, sinceOption } from '../options.ts'
import { localTime, printRows } from '../print.ts'
import { uploadSender } from './send.ts'

/** Originals a second. */
const rate = 15

export interface Choice {
  readonly since?: string | undefined
  readonly cause?: string | undefined
  readonly key?: string | undefined
  /** How many refusals are looked at, newest first. */
  readonly limit: number
}

/** The refusals that nothing has mended yet, of one cause or one key where that is asked for; newest first. */
export const openRejects = async (ledger: Ledger, { since, cause, key, limit }: Choice) => {
  const rejects = await ledger.list<RejectRecord>('reject', { limit, ...(since === undefined ? {} : { since }) })
  return rejects.filter(
    (reject) =>
      reject.open && (cause === undefined || reject.cause === cause) && (key === undefined || reject.key === key),
  )
}

/** `nightshift thumbnails replay` */
export const registerReplay = (thumbnails: Command): void => {
  thumbnails
    .command('replay')
    .description('try again what was refused, after its cause was mended')
    .option('--since <time>', 'only refused since then: 7d, 90m or 2026-11-21T02:30:00+09:00', (text) =>
      sinceOption(text, new Date()),
    )
    .option('--cause <cause>', 'only refused for that')
    .option('--key <key>', 'only this original')
    .option('--limit <count>', 'of the newest so many refusals', countOption, 1000)
    .option(...jsonOption)
    .action(async ({ json = false, ...choice }: JsonOption & Choice) => {
      const deployment = await findDeployment()
      const rejects = await openRejects(deployment.ledger(), choice)
      await uploadSender(deployment.output('UploadsQueueUrl'), rate)(rejects)
      printRows(
        rejects.map(({ bucket, key, versionId, cause, at }) => ({ bucket, key, versionId, cause, at })),
        { json },
        { Refused: ({ at }) => localTime(at), Key: ({ key }) => key, Cause: ({ cause }) => cause },
        'No open refusal fits.',
      )
      if (!json && rejects.length > 0)
        console.log(`${rejects.length} sent. See what becomes of them: nightshift thumbnails rejects --open`)
    })
}
