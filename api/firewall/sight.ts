import type { FirewallSlice } from '../../functions/firewall/rules/slice.ts'
import { sliceOf } from '../../functions/firewall/rules/slice-of.ts'
import type { Config } from '../../shared/config/schema.ts'
import { UsageError } from '../usage-error.ts'

/** The rules and lists of the config as it is edited now. @throws UsageError when it has no firewall */
export const sliceOfConfig = (config: Config): FirewallSlice => {
  if (!config.firewall) throw new UsageError('Nobody is blocked: nightshift.config.ts has no firewall.')
  return sliceOf(config)
}
