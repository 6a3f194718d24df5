import { knownTargets } from '../../functions/hours/preview/targets.ts'
import type { ManualAction } from '../../functions/hours/rules/command.ts'
import { isLeftOff } from '../../functions/hours/rules/left-off.ts'
import { commandSource } from '../../shared/command.ts'
import type { HoursTargetRecord } from '../../shared/ledger/records.ts'
import { callFunction } from '../call.ts'
import type { Deployment } from '../deployment.ts'
import { UsageError } from '../usage-error.ts'
import { findTarget } from './show.ts'

/** What a person wants of a target, and why. */
export type AskedAction =
  | { readonly action: 'override'; readonly state: 'running' | 'stopped'; readonly until: Date; readonly why?: string }
  | { readonly action: 'extend'; readonly seconds: number; readonly why?: string }
  | { readonly action: 'start' | 'stop' | 'release'; readonly why?: string }

const leftOnly = (target: string): string =>
  `hours.targets no longer means ${target}, so it can only be started. To have a calendar switch it again, put it back into hours.targets and deploy.`

const withText = (action: AskedAction) =>
  action.action === 'override' ? { ...action, until: action.until.toISOString() } : action

/**
 * Switches a target, or has it stay as it is, for a time; `release` gives it back to its calendar. It is written down with who and why.
 * One that the config means no more is started from here, with the credentials of whoever asks.
 * @param name `rds-instance/shop`, or `shop` where only one is called so
 * @returns the target as it then stands: asked for, not yet proven
 * @throws UsageError when there is no such target, or it may not be; Error with what else the function said
 */
export const switchTarget = async (
  deployment: Pick<Deployment, 'connect' | 'output' | 'ledger' | 'now'>,
  name: string,
  action: AskedAction,
  by: string,
): Promise<HoursTargetRecord> => {
  const record = findTarget(name, await knownTargets(deployment.ledger()))
  const { target } = record
  if (isLeftOff(record)) {
    if (action.action !== 'start') throw new UsageError(leftOnly(target))
    // It brings the SDK's clients of every kind of target along.
    const { startLeft } = await import('./start-left.ts')
    return startLeft(deployment, record, by, action.why)
  }
  const event = { source: commandSource, target, by, ...withText(action) } satisfies ManualAction
  return (await callFunction(deployment, deployment.output('HoursFunction'), event)) as HoursTargetRecord
}

/** Looks now, as the schedule would. @throws Error with what the function said */
export const lookNow = (deployment: Pick<Deployment, 'connect' | 'output'>): Promise<unknown> =>
  callFunction(deployment, deployment.output('HoursFunction'), { reason: 'schedule' })
