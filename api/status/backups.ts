import { savedOf } from '../backups/plans.ts'
import { processesOf } from '../backups/processes.ts'
import type { StatusContribution } from './check.ts'

/** Backups that fail or are too old, and processes that do not get on. */
export const backupsStatus: StatusContribution = {
  outputs: ({ backups }) => (backups ? ['BackupsFunction'] : []),
  checksOf: ({ config }) =>
    config.backups
      ? [
          {
            what: 'backups',
            look: async (deployment) => [
              ...(await savedOf(deployment)).flatMap(({ plan, target, region, failing, isLate }) => {
                const what = `${plan} of ${target}${region === undefined ? '' : ` in ${region}`}`
                if (failing) return [`${what} fails since ${failing.since}: ${failing.reason}`]
                return isLate ? [`${what} is older than the plan allows`] : []
              }),
              ...(await processesOf(deployment)).flatMap(({ process, target, trouble, ended }) =>
                trouble && !ended ? [`${process} of ${target}: ${trouble}`] : [],
              ),
            ],
            fine: 'every backup is as new as its plan wants it, and every process gets on',
          },
        ]
      : [],
}
