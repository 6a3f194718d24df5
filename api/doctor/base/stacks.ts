import type { SeenStack } from '../account.ts'
import { defineCheck } from '../check.ts'
import { type Finding, ok, problem, warning } from '../finding.ts'

const command = (verb: string, { name, region }: SeenStack): string =>
  `aws cloudformation ${verb} --region ${region} --stack-name ${name}`

const reasons = (stack: SeenStack): string =>
  `${command('describe-stack-events', stack)} --query "StackEvents[?contains(ResourceStatus, 'FAILED')]" shows why.`

/**
 * What the state of a stack means.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html#cfn-console-view-stack-data-resources-status-codes
 */
const findingOf = (stack: SeenStack): Finding[] => {
  const { name, status, wanted } = stack
  if (status === undefined || status === 'DELETE_COMPLETE')
    return wanted ? [ok(`${name} is not deployed yet, and nothing is in its way.`)] : []
  const found = `${name} is ${status}.`
  if (!wanted && status !== 'DELETE_IN_PROGRESS')
    return [
      problem(
        `${name} is no longer in nightshift.config.ts, and is still there (${status}).`,
        'It goes on costing money.',
        'Put it back into the config, or delete it: docs/operations.md, "Taking a part out".',
      ),
    ]
  if (/_IN_PROGRESS$/.test(status))
    return [warning(found, 'Something is being deployed or removed just now.', 'Wait for its end, and look again.')]
  if (/^(CREATE|ROLLBACK|DELETE)_FAILED$|^ROLLBACK_COMPLETE$/.test(status))
    return [
      problem(
        found,
        'Its first deployment or its removal failed: it cannot be updated, and has to go before the next deployment.',
        `${reasons(stack)} Then: ${command('delete-stack', stack)}, and deploy again.`,
      ),
    ]
  if (status === 'UPDATE_ROLLBACK_FAILED')
    return [
      problem(
        found,
        'An update failed, and so did the way back: it cannot be updated until that is finished.',
        `${reasons(stack)} Then: ${command('continue-update-rollback', stack)}`,
      ),
    ]
  if (/ROLLBACK_COMPLETE$|FAILED$/.test(status))
    return [
      problem(found, 'The last deployment failed: what runs is the one before it.', `${reasons(stack)} Deploy again.`),
    ]
  return [ok(found)]
}

/** In which state the stacks are, and whether any is left that the config has no more. */
export const stacks = defineCheck({
  name: 'stacks',
  about: 'in which state the stacks are',
  onLaptop: true,
  ask: (account) => account.stacks(),
  decide: (seen) => seen.flatMap(findingOf),
})
