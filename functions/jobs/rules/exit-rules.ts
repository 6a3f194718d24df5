import { type ExitAction, type ExitRule, includesCode } from '../../../shared/jobs/exit-codes.ts'
import type { StoppedTask, Verdict } from '../diagnosis/diagnosis.ts'

/**
 * Ends that somebody or something outside of the task brought about: its exit code says what SIGTERM or SIGKILL did, and nothing
 * of the job.
 */
const fromOutside: ReadonlySet<Verdict['cause']> = new Set([
  'user-stopped',
  'deployment',
  'killed-by-stop',
  'host-terminated',
  'spot-interruption',
  'health-check-failed',
])

/** A verdict with what the job's rules for exit codes want of it. */
export type RuledVerdict = Verdict & { readonly rule?: Exclude<ExitAction, 'succeed'> | undefined }

const words: Record<ExitAction, string> = {
  succeed: 'a success',
  retry: 'worth another attempt',
  ignore: 'worth another attempt that does not count',
  fail: 'a failure that is not tried again',
}

/**
 * The verdict on a stopped task by the job's own rules for exit codes, of which the first that fits counts, as in Kubernetes'
 * `podFailurePolicy`. A task that something outside ended keeps its verdict, and so does one without a code that a rule names.
 * https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-failure-policy
 * @param essential name of the essential container: the one meant by a rule that names none, and the only one under any name
 */
export const ruleExit = (
  verdict: Verdict,
  { containers }: Pick<StoppedTask, 'containers'>,
  essential: string,
  rules: readonly ExitRule[] = [],
): RuledVerdict => {
  if (fromOutside.has(verdict.cause)) return verdict
  const codeOf = (name: string): number | undefined => {
    const alone = containers.length === 1 && name === essential ? containers[0] : undefined
    return (containers.find((each) => each.name === name) ?? alone)?.exitCode
  }
  for (const rule of rules) {
    const { action, container = essential } = rule
    const code = codeOf(container)
    if (code === undefined || !includesCode(rule, code)) continue
    const whose = container === essential ? 'It' : `Its container ${container}`
    const what = `${whose} exited with ${code}, which is ${words[action]} for this job (exitCodes).`
    if (action === 'succeed')
      return {
        ...verdict,
        state: 'succeeded',
        cause: 'succeeded',
        certainty: 'certain',
        explanation: what,
        retry: 'no',
      }
    const failure: Verdict =
      verdict.state === 'failed'
        ? { ...verdict, explanation: `${what} ${verdict.explanation}` }
        : { ...verdict, state: 'failed', cause: 'application-error', explanation: `${what} Its log says why.` }
    return { ...failure, rule: action }
  }
  return verdict
}
