import type { Command } from 'commander'
import { applyLifecycle, differingBuckets, isLeft, type Preview, planLifecycle, previewRows } from '../api/lifecycle.ts'
import { lifecycleWarnings } from '../shared/config/lifecycle/warnings.ts'
import { terminal } from '../shared/terminal.ts'
import { findDeployment } from './deployment.ts'
import { registerSimulate } from './lifecycle-simulate.ts'
import { type JsonOption, jsonOption } from './options.ts'
import { printRows } from './print.ts'

const summary = (plans: readonly Preview[]): string => {
  const all = `${plans.length} ${plans.length === 1 ? 'bucket' : 'buckets'}`
  const left = plans.filter(isLeft).length
  const unread = plans.filter(({ action }) => action === 'error').length
  if (left === 0 && unread === 0) return `${all}: everything is as nightshift.config.ts says.`
  return [
    ...(left > 0
      ? [`${left} of ${all} to be changed. Nothing is written yet: "${terminal} lifecycle apply" does it.`]
      : []),
    ...(unread > 0 ? [`${unread} of ${all} cannot be reconciled.`] : []),
  ].join(' ')
}

const plan = async ({ json = false }: JsonOption): Promise<void> => {
  const deployment = await findDeployment()
  for (const warning of lifecycleWarnings(deployment.config.lifecycle))
    console.error(`nightshift.config.ts: warning: ${warning}`)
  const plans = await planLifecycle(deployment)
  if (plans.some(({ action }) => action === 'error')) process.exitCode = 1
  if (json) {
    printRows(plans, { json }, {}, '')
    return
  }
  printRows(
    previewRows(plans),
    {},
    {
      Bucket: ({ bucket }) => bucket,
      Change: ({ change }) => change,
      Rule: ({ id }) => id,
      'In words': ({ words }) => words,
    },
    'No rule is there, and none is wanted.',
  )
  console.log(`\n${summary(plans)}`)
}

const apply = async ({ json = false }: JsonOption): Promise<void> => {
  const deployment = await findDeployment()
  const outcomes = await applyLifecycle(deployment)
  if (outcomes.some(({ outcome }) => outcome === 'failed')) process.exitCode = 1
  printRows(
    outcomes,
    { json },
    {
      Bucket: ({ bucket }) => bucket,
      Outcome: ({ outcome }) => outcome,
      'What was done': ({ changes, reason }) => reason ?? changes.join('; '),
    },
    'The deployed config names no bucket.',
  )
  const differing = differingBuckets(await planLifecycle(deployment), outcomes)
  if (differing.length === 0 || outcomes.some(({ outcome }) => outcome === 'failed')) return
  process.exitCode = 1
  console.error(
    `The deployed config is not the one in nightshift.config.ts (it differs in ${differing.join(', ')}): deploy first.`,
  )
}

/** `lifecycle plan` shows what would change, `apply` has the deployed function change it, `simulate` follows one object. */
export const registerLifecycle = (program: Command): void => {
  const lifecycle = program.command('lifecycle').description('lifecycle policies of buckets')
  lifecycle
    .command('plan')
    .description('what the config would change in the buckets; writes nothing')
    .option(...jsonOption)
    .action(plan)
  lifecycle
    .command('apply')
    .description('bring the buckets to their policies now, as the schedule would')
    .option(...jsonOption)
    .action(apply)
  registerSimulate(lifecycle)
}
