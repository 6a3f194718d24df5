import { holdsDeadLetters, readQueues } from '../queues/queues.ts'
import type { StatusContribution } from './check.ts'

/** What could not be delivered, or failed too often. */
export const queuesStatus: StatusContribution = {
  checks: [
    {
      what: 'dead letters',
      look: async (deployment) =>
        (await readQueues(deployment))
          .filter(holdsDeadLetters)
          .map(({ queue, waiting, working }) => `${waiting + working} in ${queue}`),
      fine: 'none',
    },
  ],
}
