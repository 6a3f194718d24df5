import type { Config } from '../config/schema.ts'
import { alertsStacks } from './alerts.ts'
import { backupsStacks } from './backups.ts'
import { consoleStacks } from './console.ts'
import { estateStacks } from './estate.ts'
import { firewallStacks } from './firewall.ts'
import { operationsStacks } from './operations.ts'
import { queriesStacks } from './queries.ts'
import type { DeployedStack, StacksOf } from './stack.ts'
import { trailStacks } from './trail.ts'

/** Who contributes stacks. A capability that needs one of its own, perhaps in another region, has its file and its line here. */
const contributions: readonly StacksOf[] = [
  firewallStacks,
  estateStacks,
  operationsStacks,
  consoleStacks,
  queriesStacks,
  backupsStacks,
  alertsStacks,
  trailStacks,
]

/** The stacks that a deployment of a config may have. infra/ makes those that are wanted, and outputs are read from all. */
export const stacksOf = (config: Config): readonly DeployedStack[] => contributions.flatMap((stacks) => stacks(config))
