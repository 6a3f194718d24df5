import type { ProofCheck } from '../../../shared/config/backups/proofs.ts'
import type { BackupProofRecord } from '../../../shared/ledger/records.ts'
import { durationText } from '../../../shared/time.ts'
import { processTag } from '../databases/tags.ts'
import { judgeCheck } from './judge.ts'
import { copyName } from './names.ts'

/** A copy, or the instance of a copied cluster, as AWS shows it now. */
export interface SeenCopy {
  /** `creating`, `available`, `deleting`, … */
  readonly status: string
  /** It bears the tags of its process. */
  readonly ours: boolean
  readonly host?: string
  readonly port?: number
}

/** The task of a check as ECS shows it now. */
export interface SeenTask {
  readonly state: 'running' | 'stopped' | 'unknown'
  /** None where the container never ran. */
  readonly exitCode?: number
  /** ECS's words. */
  readonly reason?: string
  /** What it wrote, once it has stopped. */
  readonly lines?: readonly string[]
}

export interface Seen {
  readonly copy?: SeenCopy | undefined
  readonly member?: SeenCopy | undefined
  readonly task?: SeenTask | undefined
}

/** What the config says for it. A proof that is in the config no more is only cleaned up. */
export interface Limits {
  readonly withinSeconds: number
  readonly check?: ProofCheck | undefined
  readonly checkSeconds: number
}

/** What is to be done next. `note` is written down first. */
export type Decision =
  | { readonly do: 'wait'; readonly note?: Partial<BackupProofRecord> }
  | { readonly do: 'note'; readonly note: Partial<BackupProofRecord> }
  | { readonly do: 'restore' | 'add-member' | 'run-check' | 'stop-check' | 'delete-member' | 'delete-copy' }
  | { readonly do: 'report-stuck'; readonly reason: string }
  | { readonly do: 'end'; readonly outcome: 'done' | 'failed'; readonly reason: string }

/** A check that cannot reach its database, or whose task does not start, is tried so often. */
export const mostAttempts = 5

/** Seconds for a task's last lines to arrive in its log. */
const logSeconds = 600

/** Seconds for which a restore whose answer was lost may still show up. */
const lateSeconds = 900

/** Seconds that a check may take with all its attempts, beside what they take themselves: until then its task must have been started. */
const checkRoomSeconds = 2 * 3_600

/** Seconds after which a copy that cannot be deleted is reported. */
export const stuckSeconds = 6 * 3_600

const broken = /^(failed|incompatible-|inaccessible-encryption|insufficient-capacity|restore-error|storage-full|error$)/

/** Statuses in which a database answers though something goes on behind it. */
const ready = new Set(['available', 'storage-optimization', 'storage-config-upgrade'])

const secondsSince = (then: string, now: Date): number => (now.getTime() - Date.parse(then)) / 1_000

/** The verdict is written down, and the copy goes, whatever it is. */
const verdict = (well: boolean, reason: string, now: Date, more: Partial<BackupProofRecord> = {}): Decision => ({
  do: 'note',
  note: { ...more, verdict: { well, reason }, step: 'deleting', stepSince: now.toISOString() },
})

const restoring = (process: BackupProofRecord, { copy, member }: Seen, limits: Limits, now: Date): Decision => {
  const name = copyName(process.id)
  const took = secondsSince(process.stepSince, now)
  if (copy && !process.copySeen) return { do: 'note', note: { copySeen: true } }
  if (member && !process.memberSeen) return { do: 'note', note: { memberSeen: true } }
  if (process.copySeen && !copy)
    return verdict(
      false,
      `Somebody has deleted the copy ${name} before it was checked. The next proof restores again.`,
      now,
    )
  if (process.memberSeen && !member)
    return verdict(false, `Somebody has deleted the instance of the copy ${name} before it was checked.`, now)
  const shown = [copy, member].find((each) => each && broken.test(each.status))
  if (shown)
    return verdict(
      false,
      `The restore of ${process.snapshot?.id} ends as ${shown.status}: ${process.form === 'machine' || process.form === 'volume' ? `look at ${name} in EC2` : `see the events of ${name} in RDS`}. The snapshot is not proven.`,
      now,
    )
  if (took > limits.withinSeconds)
    return verdict(
      false,
      `The restore of ${process.snapshot?.id} is ${copy?.status ?? 'not begun'} after ${durationText(took)}${process.trouble ? ` (${process.trouble.reason})` : ''}. Raise "within" if it needs longer.`,
      now,
    )
  if (!copy) return { do: 'restore' }
  if (!ready.has(copy.status)) return { do: 'wait' }
  if (process.form === 'cluster' && !member) return { do: 'add-member' }
  if (member && !ready.has(member.status)) return { do: 'wait' }
  const restoreSeconds = Math.round(took)
  if (limits.check === undefined)
    return verdict(true, `It was restored and is available, in ${durationText(took)}.`, now, { restoreSeconds })
  return { do: 'note', note: { step: 'checking', stepSince: now.toISOString(), restoreSeconds } }
}

/** What psql and mysql say of a password that is wrong or missing. */
const wrongPassword = /password authentication failed|no password supplied|ERROR 1045 /

/** psql exits with 2 when it cannot connect, mysql with 1 for everything; a task that never ran has no code. */
const mayTryAgain = ({ exitCode, lines = [] }: SeenTask): boolean =>
  !lines.some((line) => wrongPassword.test(line)) &&
  (exitCode === undefined ||
    exitCode === 2 ||
    lines.some((line) => /ERROR 200[235] |could not connect|Connection refused/.test(line)))

const passwordAdvice =
  ' Name the secret that the database uses (check.secret). A secret that rotates has a newer password than the snapshot: give the check a user of its own.'

const explainTask = ({ exitCode, reason, lines = [] }: SeenTask): string => {
  const words = lines.filter((line) => line.trim() !== '').slice(-3)
  const said = words.length > 0 ? words.join(' ⏎ ') : (reason ?? 'it said nothing')
  const advice = lines.some((line) => wrongPassword.test(line)) ? `.${passwordAdvice}` : ''
  return exitCode === undefined
    ? `The check's task did not run: ${said}`
    : `The check ended with ${exitCode}: ${said}${advice}`
}

const checking = (process: BackupProofRecord, seen: Seen, limits: Limits, now: Date): Decision => {
  const { task, snapshot } = process
  if (!limits.check) return verdict(false, 'Its check was taken out of the config meanwhile.', now)
  if (!seen.copy)
    return verdict(false, `Somebody has deleted the copy ${copyName(process.id)} while it was checked.`, now)
  if (task?.stop !== undefined) {
    if (seen.task?.state === 'running' && secondsSince(task.stop, now) < 900) return { do: 'stop-check' }
    return verdict(false, `The check took longer than ${limits.check.within}, and was stopped.`, now)
  }
  const took = secondsSince(process.stepSince, now)
  if (took > mostAttempts * limits.checkSeconds + checkRoomSeconds)
    return verdict(
      false,
      `The check has not come to its end after ${durationText(took)}${process.trouble ? `: ${process.trouble.reason}` : '.'}`,
      now,
    )
  const attempt = task?.attempt ?? 0
  const again = (reason: string): Decision =>
    attempt >= mostAttempts
      ? verdict(false, `${reason} That was attempt ${attempt}.`, now)
      : { do: 'note', note: { task: { attempt: attempt + 1, asked: now.toISOString() } } }
  if (!task) return again('')
  if (task.arn === undefined) return { do: 'run-check' }
  if (!seen.task || seen.task.state === 'unknown') return again('ECS knows the check’s task no more.')
  if (seen.task.state === 'running')
    return secondsSince(task.asked, now) > limits.checkSeconds
      ? { do: 'note', note: { task: { ...task, stop: now.toISOString() } } }
      : { do: 'wait' }
  const { exitCode, lines = [] } = seen.task
  if (exitCode !== 0) {
    if (mayTryAgain(seen.task)) return again(`${explainTask(seen.task)}.`)
    return verdict(false, explainTask(seen.task), now)
  }
  if (lines.length === 0 && secondsSince(task.asked, now) < logSeconds + limits.checkSeconds) return { do: 'wait' }
  const judged = judgeCheck(lines, limits.check, new Date(snapshot?.at ?? now))
  const { value, expected } = judged
  return verdict(judged.well, judged.reason, now, { result: { ...(value === undefined ? {} : { value }), expected } })
}

const deleting = (process: BackupProofRecord, { copy, member, task }: Seen, now: Date): Decision => {
  const { well = false, reason = 'It came to no verdict.' } = process.verdict ?? {}
  const end = (words = ''): Decision => ({ do: 'end', outcome: well ? 'done' : 'failed', reason: `${reason}${words}` })
  if (task?.state === 'running') return { do: 'stop-check' }
  if (!copy && !member) {
    // The answer to the restore was lost: it may show up yet.
    const mayCome = !process.copySeen && process.asked !== undefined && secondsSince(process.asked, now) < lateSeconds
    return mayCome ? { do: 'wait' } : end()
  }
  const left = [copy, member].find((each) => each && !each.ours)
  if (left)
    return end(
      ` Somebody has taken the tag ${processTag} off the copy ${copyName(process.id)}: it is kept, and costs money until somebody deletes it.`,
    )
  if (!process.told && secondsSince(process.stepSince, now) > stuckSeconds)
    return {
      do: 'report-stuck',
      reason: `The copy ${copyName(process.id)} is ${copy?.status ?? member?.status} and cannot be deleted since ${durationText(secondsSince(process.stepSince, now))}${process.trouble ? `: ${process.trouble.reason}` : ''}. It is tried again at each look.`,
    }
  const first = member ?? copy
  if (first?.status === 'deleting') return { do: 'wait' }
  return { do: member ? 'delete-member' : 'delete-copy' }
}

/**
 * What a proof's next step is, by what AWS shows now. The same record and the same sight give the same step, so that a look that dies is
 * done again.
 */
export const nextOfProof = (process: BackupProofRecord, seen: Seen, limits: Limits, now: Date): Decision => {
  if (process.step === 'restoring') return restoring(process, seen, limits, now)
  if (process.step === 'checking') return checking(process, seen, limits, now)
  return deleting(process, seen, now)
}
