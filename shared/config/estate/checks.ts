import type { ConfigChecks, Loose } from '../checks.ts'
import { problem } from '../explain.ts'
import { field } from '../references.ts'
import type { ConfigInput } from '../schema.ts'
import { cacheProblems } from './cache.ts'
import { cloudFrontProblems } from './cloudfront-lists.ts'
import { databaseNotes, databaseProblems, databaseWarnings } from './database.ts'
import { edgeProblems, edgeWarnings } from './edge.ts'
import { endpointProblems, endpointsOf } from './endpoints.ts'
import { existingProblems, layoutProblems } from './network-layout.ts'
import { networkNotes } from './network-notes.ts'
import { rangeProblems } from './network-ranges.ts'
import { peerProblems } from './peers.ts'
import { testListenerProblems } from './test-listener.ts'
import { vpnProblems } from './vpn.ts'
import { webWarnings } from './web-warnings.ts'
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
        ...vpnProblems(network, config),
      ]
    : [...existingProblems(network), ...zones]
}

const accessProblems = ({ estate }: Loose<ConfigInput>): string[] =>
  estate?.access?.connect === true && estate.database === undefined
    ? [problem(['estate', 'access', 'connect'], true, 'false, or estate.database: there is nothing to connect to')]
    : []

export const estateChecks: ConfigChecks = {
  problems: (config) => [
    ...networkProblems(config),
    ...accessProblems(config),
    ...cloudFrontProblems(config),
    ...databaseProblems(config),
    ...edgeProblems(config),
    ...testListenerProblems(config.estate),
    ...cacheProblems(config.estate),
  ],
  warnings: (config) => [...databaseWarnings(config), ...edgeWarnings(config), ...webWarnings(config.estate?.web)],
  notes: (config) => {
    const network = config.estate?.network
    return [
      ...(network === undefined || 'vpcId' in network ? [] : networkNotes(network, endpointsOf(network, config))),
      ...databaseNotes(config),
    ]
  },
}
