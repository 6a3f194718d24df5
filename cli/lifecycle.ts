import type { Command } from 'commander'
import {
  applyLifecycle,
  bucketName,
  differingBuckets,
  isLeft,
  type Outcome,
  type Preview,
  planLifecycle,
  previewRows,
  shorteningText,
} from '../api/lifecycle.ts'
import { UsageError } from '../api/usage-error.ts'
import { lifecycleWarnings } from '../shared/config/lifecycle/warnings.ts'
import { terminal } from '../shared/terminal.ts'
import { asker } from './asker.ts'
import { findDeployment } from './deployment.ts'
import { registerLint } from './lifecycle-lint.ts'
import { registerSimulate } from './lifecycle-simulate.ts'
import { type JsonOption, jsonOption } from './options.ts'
import { paint, printRows } from './print.ts'

const summary = (plans: readonly Preview[]): string => {
  // What is not a bucket has its kind before its name.
  const isMixed = plans.some(({ bucket }) => bucket.includes(' '))
  const all = `${plans.length} ${isMixed ? 'buckets and other things' : plans.length === 1 ? 'bucket' : 'buckets'}`
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

const signs: Readonly<Record<string, readonly [string, 'green' | 'red' | 'yellow' | 'dim']>> = {
  add: ['+', 'green'],
  change: ['~', 'yellow'],
  rename: ['~', 'yellow'],
  remove: ['-', 'red'],
  'held back': ['!', 'red'],
  error: ['!', 'red'],
  warning: ['!', 'yellow'],
  same: ['=', 'dim'],
  'left alone': ['=', 'dim'],
}

/** A change with its sign, as a difference has it; in colour on a terminal. */
const signed = (change: string): string => {
  const [sign, colour] = signs[change] ?? ['?', 'dim']
  return paint(colour, `${sign} ${change}`)
}

interface PlanOptions extends JsonOption {
  readonly exitCode?: true
}

const plan = async ({ json = false, exitCode }: PlanOptions): Promise<void> => {
  const deployment = await findDeployment()
  for (const warning of lifecycleWarnings(deployment.config.lifecycle))
    console.error(`nightshift.config.ts: warning: ${warning}`)
  const plans = await planLifecycle(deployment)
  if (plans.some((each) => each.action === 'error' || (exitCode && isLeft(each)))) process.exitCode = 1
  if (json) {
    printRows(plans, { json }, {}, '')
    return
  }
  printRows(
    previewRows(plans),
    {},
    {
      Bucket: ({ bucket }) => bucket,
      Change: ({ change }) => signed(change),
      Rule: ({ id }) => id,
      'In words': ({ words }) => words,
    },
    'No rule is there, and none is wanted.',
  )
  console.log(`\n${summary(plans)}`)
}

interface ApplyOptions extends JsonOption {
  readonly confirm?: true
  readonly takeBack?: true
  readonly bucket?: string
}

/** Says on stderr what waits for a person and what they can do; a refusal, with exit status 1, unless they have agreed. */
export const reportHeld = (outcomes: readonly Outcome[], takenBack: boolean): void => {
  for (const { bucket, held } of outcomes) {
    if (!held) continue
    const what = `${bucket}: ${held.words ?? `${held.rules.join(', ')} ${shorteningText(held)}`}`
    if (held.until !== undefined) {
      console.error(
        `${what}. Agreed to: it is made from ${held.until} on; "${terminal} lifecycle apply --take-back" takes that back.`,
      )
      continue
    }
    process.exitCode = 1
    console.error(
      takenBack
        ? `${what}. Taken back: it is not made.`
        : `Refused: ${what}. Nothing of it is written. "${terminal} lifecycle apply --confirm" agrees to it; it is then made after the grace of lifecycle.shorten, and can be taken back until then.`,
    )
  }
}

const apply = async ({ json = false, confirm, takeBack, bucket }: ApplyOptions): Promise<void> => {
  if (confirm && takeBack) throw new UsageError('--confirm and --take-back say the opposite of each other; give one.')
  const deployment = await findDeployment()
  const outcomes = await applyLifecycle(deployment, {
    ...(confirm ? { confirm, by: asker() } : {}),
    ...(takeBack ? { takeBack, by: asker() } : {}),
    ...(bucket === undefined ? {} : { buckets: [bucketName(deployment, bucket)] }),
  })
  if (outcomes.some(({ outcome }) => outcome === 'failed')) process.exitCode = 1
  printRows(
    outcomes,
    { json },
    {
      Bucket: ({ bucket }) => bucket,
      Outcome: ({ outcome }) => outcome,
      'What was done': ({ changes, reason, held }) =>
        reason ?? [...changes, ...(held ? [`${held.rules.join(', ')} held back`] : [])].join('; '),
    },
    'The deployed config names no bucket.',
  )
  reportHeld(outcomes, takeBack === true)
  if (outcomes.some(({ held }) => held)) return
  const differing = differingBuckets(await planLifecycle(deployment), outcomes)
  if (differing.length === 0 || outcomes.some(({ outcome }) => outcome === 'failed')) return
  process.exitCode = 1
  console.error(
    `The deployed config is not the one in nightshift.config.ts (it differs in ${differing.join(', ')}): deploy first.`,
  )
}

/** `lifecycle plan` shows what would change, `apply` has the deployed function change it, `simulate` follows one object. */
export const registerLifecycle = (program: Command): void => {
  const lifecycle = program
    .command('lifecycle')
    .description('lifecycle policies of buckets, and how long logs, images and messages are kept')
  lifecycle
    .command('plan')
    .description('what the config would change in the buckets, as a difference; writes nothing')
    .option('--exit-code', 'end with 1 when something is to be changed, for CI')
    .option(...jsonOption)
    .action(plan)
  lifecycle
    .command('apply')
    .description('bring the buckets to their policies now, as the schedule would')
    .option('--confirm', 'agree to changes that delete objects that are there now; they are made after the grace')
    .option('--take-back', 'take such an agreement back')
    .option('--bucket <name>', 'agree, or take back, for this bucket alone: a name, uploads or thumbnails')
    .option(...jsonOption)
    .action(apply)
  registerLint(lifecycle)
  registerSimulate(lifecycle)
}
