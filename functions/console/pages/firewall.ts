import type { Contribution } from '../contract/contribution.ts'
import { firewallWords } from '../view/words/firewall.ts'

export const firewallPages: Contribution = {
  name: 'firewall',
  title: (language) => firewallWords[language].firewall,
  isWanted: ({ firewall }) => firewall !== undefined,
  night: async () => (await import('./firewall/night.ts')).firewallNight,
}
