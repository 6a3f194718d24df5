import type { Contribution } from '../contract/contribution.ts'
import { menuTitle } from '../view/words/menu.ts'

/** The console's own pages: the night, which all capabilities tell together, and who is signed in. */
export const consolePages: Contribution = {
  name: 'console',
  menu: [{ path: '/', title: menuTitle('tonight'), icon: 'night' }],
  views: [
    { path: '/', load: async () => (await import('./console/tonight.ts')).showTonight },
    { path: '/sessions', load: async () => (await import('./console/sessions.ts')).showSessions },
  ],
}
