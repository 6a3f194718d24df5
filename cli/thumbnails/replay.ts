import { type Command, Option } from 'commander'
import { type RejectFilter, refusalCauses, replayRejects, restoreForReplay } from '../../api/thumbnails.ts'
import { terminal } from '../../shared/terminal.ts'
import { findDeployment } from '../deployment.ts'
import { countOption, type JsonOption, jsonOption, sinceFlag } from '../options.ts'
import { localTime, printRows } from '../print.ts'
import { type RestoreOptions, runRestore, withRestore } from './restore.ts'

/** `nightshift thumbnails replay` */
export const registerReplay = (thumbnails: Command): void => {
  withRestore(thumbnails.command('replay'))
    .description('try again what was refused, after its cause was fixed')
    .option(...sinceFlag)
    .addOption(new Option('--cause <cause>', 'only refused for that').choices(refusalCauses))
    .option('--key <key>', 'only this original')
    .option('--limit <count>', 'at most so many, newest first', countOption, 1000)
    .option(...jsonOption)
    .action(async ({ json = false, restore, days, confirm, ...choice }: JsonOption & RestoreOptions & RejectFilter) => {
      const deployment = await findDeployment()
      if (restore) {
        await runRestore({ restore, days, confirm }, json, (asked) =>
          restoreForReplay(deployment, { filter: choice, say: () => undefined, ...asked }),
        )
        return
      }
      const rejects = await replayRejects(deployment, choice)
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
