import type { ConfigChecks, Loose } from '../checks.ts'
import { field } from '../references.ts'
import type { ConfigInput } from '../schema.ts'
import { endpointProblems, endpointsOf } from './endpoints.ts'
import { existingProblems, layoutProblems } from './network-layout.ts'
import { networkNotes } from './network-notes.ts'
import { rangeProblems } from './network-ranges.ts'
import { peerProblems } from './peers.ts'
import { zoneProblems } from './zones.ts'

const networkProblems = (config: Loose<ConfigInput>): string[] => {
  const network: unknown = field(config.estate, 'network')
  if (typeof network !== 'object' || network === null) return []
  const zones = zoneProblems(network, config.region)
  return field(network, 'vpcId') === undefined
    ? [
        ...rangeProblems(network),
        ...zones,
        ...layoutProblems(network, config),
        ...endpointProblems(network, config),
        ...peerProblems(network, config),
      ]
    : [...existingProblems(network), ...zones]
}

export const estateChecks: ConfigChecks = {
  problems: networkProblems,
  notes: (config) => {
    const network = config.estate?.network
    return network === undefined || 'vpcId' in network ? [] : networkNotes(network, endpointsOf(network, config))
  },
}
