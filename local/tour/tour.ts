import { channelNames } from '../../api/alerts.ts'
import type { Config } from '../../shared/config/schema.ts'
import { ConflictError } from '../../shared/errors.ts'
import { keys, type MailboxRecord } from '../../shared/ledger/records.ts'
import { step } from '../progress.ts'
import { alertStops } from './alerts.ts'
import type { Guide, Stop } from './guide.ts'
import { drillStops, jobStops } from './jobs.ts'
import { lifecycleStops } from './lifecycle.ts'
import { metricStops } from './metrics.ts'
import { thumbnailStops } from './thumbnails.ts'

/** The stops that the config has something to show for. */
export const stopsOf = ({ alerts, thumbnails, jobs, lifecycle, estate }: Config): readonly Stop[] => [
  ...(thumbnails ? thumbnailStops : []),
  ...(Object.keys(alerts.alarms).length > 0 ? alertStops : []),
  ...(jobs && Object.keys(jobs).length > 0 ? jobStops : []),
  ...(jobs?.drill && estate?.network && 'nat' in estate.network ? drillStops : []),
  ...metricStops,
  ...(lifecycle && thumbnails ? lifecycleStops : []),
]

/** The tour's messages are not to make the first real one wait for a digest: mailboxes are as they were before it. */
export const emptyMailboxes = async ({
  config,
  ledger,
  now,
}: Pick<Guide, 'config' | 'ledger' | 'now'>): Promise<void> => {
  for (const to of Object.keys(config.alerts.responders))
    for (const channel of channelNames) {
      const mailbox = await ledger().get<MailboxRecord>(keys.mailbox(to, channel))
      if (!mailbox) continue
      const item: MailboxRecord = { ...mailbox, sent: [] }
      await ledger()
        .commit([{ item, expect: mailbox.version }], now())
        .catch((error: unknown) => {
          // A message has just gone out: it is right that the next one waits.
          if (!(error instanceof ConflictError)) throw error
        })
    }
}

/** Takes the tour on real input. @returns whether every stop held */
export const takeTour = async (guide: Guide): Promise<boolean> => {
  let allWell = true
  for (const { title, visit } of stopsOf(guide.config)) allWell = (await step(title, () => visit(guide))) && allWell
  await emptyMailboxes(guide)
  return allWell
}
