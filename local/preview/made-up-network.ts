import type { NetworkPlan } from '../../shared/reach/estate/plan.ts'

const zones = ['zone 1', 'zone 2']

const ranges = (...all: readonly string[]) => all.map((range, index) => ({ zone: zones[index] ?? '', range }))

/** A shop's network, as the page shows it. */
export const madeUpNetwork: NetworkPlan = {
  zones,
  outside: ['internet'],
  tiers: [
    { wayOut: 'open', subnets: ranges('10.1.0.0/24', '10.1.1.0/24'), parts: ['balancer'] },
    { wayOut: 'nat', subnets: ranges('10.1.2.0/24', '10.1.3.0/24'), parts: ['web', 'jobs'] },
    { wayOut: 'none', subnets: ranges('10.1.4.0/24', '10.1.5.0/24'), parts: ['database'] },
  ],
  passages: [
    { from: 'internet', to: 'balancer', ports: [80, 443], passes: 'all' },
    { from: 'balancer', to: 'web', ports: [8080], passes: 'all' },
    { from: 'web', to: 'internet', ports: [], passes: 'all' },
    { from: 'web', to: 'database', ports: [5432], passes: 'all' },
    { from: 'jobs', to: 'database', ports: [5432], passes: 'some' },
  ],
}
