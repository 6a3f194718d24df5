import type { Command } from 'commander'
import type { Deployment } from '../api/deployment.ts'
import { findDeployment } from './deployment.ts'
import { registerActions } from './firewall/actions.ts'
import { registerBlocks } from './firewall/blocks.ts'
import { registerLogs } from './firewall/logs.ts'
import { registerOverview } from './firewall/overview.ts'
import { registerFirewallReplay } from './firewall/replay.ts'
import { registerWhy } from './firewall/why.ts'

/**
 * `nightshift firewall`: who is blocked and why, what a person wants instead, and what an edited rule would have done.
 * @param find the deployment that is asked and acted on
 */
export const registerFirewall = (program: Command, find: () => Promise<Deployment> = findDeployment): void => {
  const firewall = program
    .command('firewall')
    .description('who is blocked by what the access logs say, and why; rules, sets and sources')
  registerOverview(firewall, find)
  registerBlocks(firewall, find)
  registerWhy(firewall, find)
  registerActions(firewall, find)
  registerLogs(firewall, find)
  registerFirewallReplay(firewall, find)
}
