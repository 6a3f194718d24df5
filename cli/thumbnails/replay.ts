import { type Command, Option } from 'commander'
import { refusalCauses } from '../../functions/thumbnails/rules/refusal.ts'
import { openReject } from '../../functions/thumbnails/rules/reject.ts'
import type { Ledger } from '../../shared/ledger/ledger.ts'
import type { RejectRecord } from '../../shared/ledger/records.ts'
import { terminal } from '../../shared/terminal.ts'
import { findDeployment } from '../deployment.ts'
import { countOption, type JsonOption, jsonOption, sinceFlag } from '../options.ts'
import { localTime, printRows } from '../print.ts'
import { uploadSender, usualRate } from './send.ts'

export interface Choice {
  readonly since?: string | undefined
  readonly cause?: string | undefined
  readonly key?: string | undefined
  readonly limit: number
}

/** The newest refusals that nothing has mended yet, of one cause or one key where that is asked for. */
export const openRejects = async (ledger: Ledger, { since = '', cause, key, limit }: Choice) => {
  const rejects = await ledger.open<RejectRecord>(openReject)
  return rejects
    .filter(
      (reject) =>
        reject.at >= since &&
        (cause === undefined || reject.cause === cause) &&
        (key === undefined || reject.key === key),
    )
    .reverse()
    .slice(0, limit)
}

/** `nightshift thumbnails replay` */
export const registerReplay = (thumbnails: Command): void => {
  thumbnails
    .command('replay')
    .description('try again what was refused, after its cause was mended')
    .option(...sinceFlag)
    .addOption(new Option('--cause <cause>', 'only refused for that').choices(refusalCauses))
    .option('--key <key>', 'only this original')
    .option('--limit <count>', 'at most so many, newest first', countOption, 1000)
    .option(...jsonOption)
    .action(async ({ json = false, ...choice }: JsonOption & Choice) => {
      const deployment = await findDeployment()
      const rejects = await openRejects(deployment.ledger(), choice)
      await uploadSender(deployment.output('UploadsQueueUrl'), usualRate)(rejects)
      printRows(
        rejects.map(({ bucket, key, versionId, cause, at }) => ({ bucket, key, versionId, cause, at })),
        { json },
        { Refused: ({ at }) => localTime(at), Key: ({ key }) => key, Cause: ({ cause }) => cause },
        'No open refusal fits.',
      )
      if (!json && rejects.length > 0)
        console.log(`${rejects.length} sent. See what becomes of them: ${terminal} thumbnails rejects --open`)
    })
}
