import type { Contribution } from '../contract/contribution.ts'
import { menuTitle } from '../view/words/menu.ts'

export const firewallPages: Contribution = {
  name: 'firewall',
  isWanted: ({ firewall }) => firewall !== undefined,
  menu: [{ path: '/firewall', title: menuTitle('firewall'), icon: 'shield' }],
  views: [
    { path: '/firewall', load: async () => (await import('./firewall/overview.ts')).showFirewall },
    { path: '/firewall/blocks/:block', load: async () => (await import('./firewall/block.ts')).showBlock },
  ],
  // Addresses stand in what a form carries, never in a path: paths are written down.
  actions: [
    { path: '/firewall/release', load: async () => (await import('./firewall/actions.ts')).release },
    { path: '/firewall/set', load: async () => (await import('./firewall/actions.ts')).setByHand },
    { path: '/firewall/why', load: async () => (await import('./firewall/actions.ts')).lookUp },
  ],
  night: async () => (await import('./firewall/night.ts')).firewallNight,
}
