import type { Contribution } from '../contract/contribution.ts'
import { menuTitle } from '../view/words/menu.ts'

export const networkPages: Contribution = {
  name: 'network',
  // Of a VPC that somebody else has made nobody knows what to draw.
  isWanted: ({ estate }) => estate !== undefined && !('vpcId' in estate.network),
  menu: [{ path: '/network', title: menuTitle('network'), icon: 'network' }],
  views: [{ path: '/network', load: async () => (await import('./network/network.ts')).showNetwork }],
}
