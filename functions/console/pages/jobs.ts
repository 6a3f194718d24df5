import type { Contribution } from '../contract/contribution.ts'
import { menuTitle } from '../view/words/menu.ts'

export const jobsPages: Contribution = {
  name: 'jobs',
  isWanted: ({ jobs }) => jobs !== undefined,
  menu: [{ path: '/jobs', title: menuTitle('jobs'), icon: 'job' }],
  views: [
    { path: '/jobs', load: async () => (await import('./jobs/jobs.ts')).showJobs },
    { path: '/jobs/day/:day', load: async () => (await import('./jobs/day.ts')).showDay },
    { path: '/jobs/:job', load: async () => (await import('./jobs/job.ts')).showJob },
    { path: '/jobs/:job/runs/:at', load: async () => (await import('./jobs/run.ts')).showRun },
  ],
  actions: [
    { path: '/all-jobs/suspend', load: async () => (await import('./jobs/acts.ts')).suspendAll },
    { path: '/all-jobs/resume', load: async () => (await import('./jobs/acts.ts')).resumeAll },
    { path: '/jobs/:job/run', load: async () => (await import('./jobs/acts.ts')).run },
    { path: '/jobs/:job/rehearse', load: async () => (await import('./jobs/acts.ts')).rehearse },
    { path: '/jobs/:job/suspend', load: async () => (await import('./jobs/acts.ts')).suspend },
    { path: '/jobs/:job/resume', load: async () => (await import('./jobs/acts.ts')).resume },
    { path: '/jobs/:job/cancel', load: async () => (await import('./jobs/acts.ts')).cancel },
    { path: '/jobs/:job/retry', load: async () => (await import('./jobs/acts.ts')).retry },
  ],
  night: async () => (await import('./jobs/night.ts')).jobsNight,
}
