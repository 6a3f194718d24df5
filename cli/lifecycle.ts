import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import type { Command } from 'commander'
import type { Deployment } from '../api/deployment.ts'
import { UsageError } from '../api/usage-error.ts'
import { type Preview, previewBuckets, previewRows } from '../functions/lifecycle/engine/preview.ts'
import type { Outcome } from '../functions/lifecycle/engine/reconcile.ts'
import { wantedBuckets } from '../functions/lifecycle/rules/policies.ts'
import { awsBuckets } from '../functions/lifecycle/world/effects.ts'
import { clientOptions } from '../shared/aws.ts'
import { lifecycleWarnings } from '../shared/config/lifecycle/warnings.ts'
import { type BucketRecord, keys } from '../shared/ledger/records.ts'
import { terminal } from '../shared/terminal.ts'
import { findDeployment } from './deployment.ts'
import { registerSimulate } from './lifecycle-simulate.ts'
import { type JsonOption, jsonOption } from './options.ts'
import { ownOutput } from './own-buckets.ts'
import { printRows } from './print.ts'

const preview = async (deployment: Deployment): Promise<Preview[]> => {
  const { lifecycle, name } = deployment.config
  if (!lifecycle) throw new UsageError('No bucket has a lifecycle policy: nightshift.config.ts has no lifecycle.')
  return previewBuckets(
    wantedBuckets(lifecycle.buckets, name, (own) => deployment.output(ownOutput[own])),
    awsBuckets(),
    await deployment.ledger().children<BucketRecord>(keys.bucket('').pk),
  )
}

const isLeft = ({ action, versioning }: Preview): boolean =>
  action === 'put' || action === 'delete' || versioning !== undefined

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
  const plans = await preview(deployment)
  if (plans.some(({ action }) => action === 'error')) process.exitCode = 1
  if (json) {
    printRows(plans, { json }, {}, '')
    return
  }
  printRows(
    previewRows(plans),
    {},
    {
      bucket: ({ bucket }) => bucket,
      change: ({ change }) => change,
      rule: ({ id }) => id,
      'in words': ({ words }) => words,
    },
    'No rule is there, and none is wanted.',
  )
  console.log(`\n${summary(plans)}`)
}

const reconcile = async (deployment: Deployment): Promise<Outcome[]> => {
  const answer = await new LambdaClient(clientOptions).send(
    new InvokeCommand({
      FunctionName: deployment.output('LifecycleFunction'),
      Payload: JSON.stringify({ reason: 'command' }),
    }),
  )
  const payload: unknown = JSON.parse(answer.Payload?.transformToString() || 'null')
  if (answer.FunctionError)
    throw new Error((payload as { errorMessage?: string } | null)?.errorMessage ?? answer.FunctionError)
  return payload as Outcome[]
}

/** Buckets that the config would still change after the deployed one was applied, or that only one of the two names. */
export const differingBuckets = (
  plans: readonly Preview[],
  outcomes: readonly Pick<Outcome, 'bucket'>[],
): readonly string[] => {
  const kept = new Set(outcomes.map(({ bucket }) => bucket))
  const named = new Set(plans.map(({ bucket }) => bucket))
  const changes = plans.filter((plan) => isLeft(plan) || !kept.has(plan.bucket)).map(({ bucket }) => bucket)
  return [...changes, ...[...kept].filter((bucket) => !named.has(bucket))]
}

const apply = async ({ json = false }: JsonOption): Promise<void> => {
  const deployment = await findDeployment()
  const outcomes = await reconcile(deployment)
  if (outcomes.some(({ outcome }) => outcome === 'failed')) process.exitCode = 1
  printRows(
    outcomes,
    { json },
    {
      bucket: ({ bucket }) => bucket,
      outcome: ({ outcome }) => outcome,
      'what was done': ({ changes, reason }) => reason ?? changes.join('; '),
    },
    'The deployed config names no bucket.',
  )
  const differing = differingBuckets(await preview(deployment), outcomes)
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
