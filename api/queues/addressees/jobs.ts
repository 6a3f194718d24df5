import type { Addressee } from './addressee.ts'

/** Jobs have several functions and one dead-letter queue. */
export const jobsAddressee: Addressee = {
  queue: 'Jobs',
  of: (event) => (event?.source === 'aws.ecs' ? 'TaskChanges' : event?.job === undefined ? 'SweepJobs' : 'StartJob'),
}
