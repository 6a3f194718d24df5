import type { Contribution } from '../contract/contribution.ts'
import { jobsWords } from '../view/words/jobs.ts'

export const jobsPages: Contribution = {
  name: 'jobs',
  isWanted: ({ jobs }) => jobs !== undefined,
  menu: [{ path: '/jobs', title: (language) => jobsWords[language].jobs, icon: 'job' }],
  views: [{ path: '/jobs', load: async () => (await import('./jobs/jobs.ts')).showJobs }],
  actions: [{ path: '/jobs/:job/retry', load: async () => (await import('./jobs/retry.ts')).retry }],
  night: async () => (await import('./jobs/night.ts')).jobsNight,
}
