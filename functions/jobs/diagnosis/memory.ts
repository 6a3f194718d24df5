import { nextFargateSize } from '../../../shared/jobs/fargate-sizes.ts'
import { type Finding, found } from './finding.ts'
import type { StoppedTask } from './task.ts'

/** That memory was short, and the next size up where the present one is known. */
export const outOfMemory = (finding: Finding, { cpu, memory }: StoppedTask): Finding => {
  if (memory === undefined) return finding
  const what = `The container needed more than the ${memory} MiB that the task has.`
  if (cpu === undefined) return found(finding.cause, finding.certainty, { what })
  const next = nextFargateSize({ cpu, memory })
  const advice = next
    ? `Give it ${next.memory} MiB: ${next.cpu === cpu ? '' : `cpu: ${next.cpu}, `}memory: ${next.memory}.`
    : 'That is the largest size: make the job need less, or split it.'
  return found(finding.cause, finding.certainty, { what, advice })
}
