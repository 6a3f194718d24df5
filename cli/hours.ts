import type { Command } from 'commander'
import type { Deployment } from '../api/deployment.ts'
import { findDeployment } from './deployment.ts'
import { registerActions } from './hours/actions.ts'
import { registerImport } from './hours/import.ts'
import { registerPlan } from './hours/plan.ts'
import { registerSavings } from './hours/savings.ts'
import { registerShow } from './hours/show.ts'
import { jsonOption } from './options.ts'

/**
 * `nightshift hours`: why something is on or off, what would happen, and what a person wants instead.
 * @param find the deployment that is asked and acted on
 */
export const registerHours = (program: Command, find: () => Promise<Deployment> = findDeployment): void => {
  const hours = program
    .command('hours')
    .description('what is switched on and off by a calendar, and why it is as it is')
    .option(...jsonOption)
  registerShow(hours, find)
  registerPlan(hours, find)
  registerActions(hours, find)
  registerSavings(hours, find)
  registerImport(hours)
}
