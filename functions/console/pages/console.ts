import type { Contribution } from '../contract/contribution.ts'
import { nightWords } from '../view/words/night.ts'

/** The console's own pages: the night, which all capabilities tell together, and who is signed in. */
export const consolePages: Contribution = {
  name: 'console',
  menu: [{ path: '/', title: (language) => nightWords[language].title, icon: 'night' }],
  views: [
    { path: '/', load: async () => (await import('./console/tonight.ts')).showTonight },
    { path: '/sessions', load: async () => (await import('./console/sessions.ts')).showSessions },
  ],
}
