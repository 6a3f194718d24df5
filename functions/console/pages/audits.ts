import type { Contribution } from '../contract/contribution.ts'
import { menuTitle } from '../view/words/menu.ts'

export const auditsPages: Contribution = {
  name: 'audits',
  isWanted: ({ audits }) => audits !== undefined,
  menu: [{ path: '/audits', title: menuTitle('audits'), icon: 'check' }],
  views: [{ path: '/audits', load: async () => (await import('./audits/findings.ts')).showFindings }],
  actions: [
    { path: '/audits/run', load: async () => (await import('./audits/acts.ts')).run },
    { path: '/audits/:id/accept', load: async () => (await import('./audits/acts.ts')).accept },
  ],
  night: async () => (await import('./audits/night.ts')).auditsNight,
}
