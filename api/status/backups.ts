import { processesOf } from '../backups/processes.ts'
import type { StatusContribution } from './check.ts'

/** Processes that do not get on. */
export const backupsStatus: StatusContribution = {
  outputs: ({ backups }) => (backups ? ['BackupsFunction'] : []),
  checksOf: ({ config }) =>
    config.backups
      ? [
          {
            what: 'backups',
            look: async (deployment) =>
              (await processesOf(deployment)).flatMap(({ process, target, trouble, ended }) =>
                trouble && !ended ? [`${process} of ${target}: ${trouble}`] : [],
              ),
            fine: 'every process gets on',
          },
        ]
      : [],
}
