import { refusingRules } from '../../../shared/firewall/acl-rules.ts'
import type { CountOptions } from '../logs/options.ts'
import type { FirewallSlice, Source } from './slice.ts'

/** How the logs of a source are counted. */
export const countingOf = (
  { rules, customers, proxies, ipv6, ownRules = refusingRules }: FirewallSlice,
  { plain }: Source,
  arrivedAt: Date,
): CountOptions => ({ rules, customers, proxies, ipv6, ownRules, plain, arrivedAt })
