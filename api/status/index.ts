import { errorText } from '../../shared/errors.ts'
import type { Deployment } from '../deployment.ts'
import { alertsStatus } from './alerts.ts'
import { auditsStatus } from './audits.ts'
import { backupsStatus } from './backups.ts'
import type { StatusCheck, StatusContribution } from './check.ts'
import { consoleStatus } from './console.ts'
import { firewallStatus } from './firewall.ts'
import { hoursStatus } from './hours.ts'
import { jobsStatus } from './jobs.ts'
import { lifecycleStatus } from './lifecycle.ts'
import { metricsStatus } from './metrics.ts'
import { networkStatus } from './network.ts'
import { queuesStatus } from './queues.ts'
import { stacksCheck } from './stacks.ts'
import { thumbnailsStatus } from './thumbnails.ts'

/** A line for each capability, in the order in which they are shown. */
const contributions: readonly StatusContribution[] = [
  alertsStatus,
  thumbnailsStatus,
  jobsStatus,
  lifecycleStatus,
  hoursStatus,
  firewallStatus,
  auditsStatus,
  backupsStatus,
  metricsStatus,
  networkStatus,
  consoleStatus,
  queuesStatus,
]

/** What was looked at, as `nightshift status --json` prints it. */
export interface StatusRow {
  readonly what: string
  readonly state: 'ok' | 'wrong'
  /** What is not well, or what to be glad of. */
  readonly detail: string
}

const rowOf = async ({ what, look, fine }: StatusCheck, deployment: Deployment): Promise<StatusRow> => {
  try {
    const faults = await look(deployment)
    if (faults.length > 0) return { what, state: 'wrong', detail: faults.join('; ') }
    return { what, state: 'ok', detail: typeof fine === 'string' ? fine : await fine(deployment) }
  } catch (error) {
    // What could not be looked at is not well.
    return { what, state: 'wrong', detail: errorText(error) }
  }
}

/** Outputs that the config needs and the deployment does not have. */
const missingOutputs = async ({ config, outputs }: Deployment): Promise<string[]> => {
  const wanted = ['LedgerTable', ...contributions.flatMap((each) => each.outputs?.(config) ?? [])]
  const missing = wanted.filter((name) => outputs[name] === undefined)
  return missing.length > 0 ? [`not deployed: ${missing.join(', ')}`] : []
}

/**
 * Whether everything is deployed and well: what the whole deployment needs, then what each capability looks at.
 * @param here what whoever asks can look at besides, such as the laptop's own processes
 */
export const readStatus = (deployment: Deployment, here: readonly StatusCheck[] = []): Promise<StatusRow[]> => {
  const { config, local } = deployment
  const fine = `${config.name}${local ? ' on this laptop' : ''}`
  const checks = [
    { what: 'deployment', look: missingOutputs, fine },
    stacksCheck,
    ...here,
    ...contributions.flatMap(({ checks = [], checksOf }) => [...checks, ...(checksOf?.(deployment) ?? [])]),
  ]
  return Promise.all(checks.map((check) => rowOf(check, deployment)))
}
