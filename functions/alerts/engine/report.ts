import { TransientError } from '../../../shared/errors.ts'
import type { LedgerItem } from '../../../shared/ledger/ledger.ts'
import { keys } from '../../../shared/ledger/records.ts'
import { log } from '../../../shared/log.ts'
import { named, targetsAt } from '../../../shared/on-call/targets.ts'
import { contactsOf } from '../channels/index.ts'
import { attempt } from '../delivery/deliver.ts'
import type { Report } from '../intake/report.ts'
import { commit, insist, type World } from '../world/world.ts'
import { inForce } from './in-force.ts'

/** That a report was sent. */
interface ReportRecord extends LedgerItem {
  readonly kind: 'report'
  /** Whether it certainly did not go out, so that the next try sends it. */
  readonly again?: boolean | undefined
  /** Id of the call that is sending it; gone once it is known what became of it. */
  readonly sending?: string | undefined
}

/** Seconds after which a call that was sending is over. */
const callSeconds = 120

/** Whether a call died while it was sending: this one is its retry, or it is long over. */
const isLeft = ({ sending, at }: ReportRecord, { callId, now }: World): boolean =>
  sending !== undefined && (sending === callId || now.getTime() - Date.parse(at) > callSeconds * 1000)

/**
 * Mails a report to the one whom it is for: once, by a channel that carries a letter, and nobody is paged. One to which the channel did not answer
 * is not sent again; a call that dies before it has asked the channel is made up for by its retry.
 * @throws TransientError where the channel certainly did not take it now: to be tried again
 */
export const sendReport = async (report: Report, given: World): Promise<void> => {
  const key = keys.report(report.id)
  const [world, known] = await Promise.all([inForce(given), given.ledger.get<ReportRecord>(key)])
  const { config, now, send } = world
  if (known && !known.again && !isLeft(known, given)) return
  const [to] = targetsAt(config, [report.to], now)
  const responder = to === undefined ? undefined : named(config.responders, to)
  const channel = contactsOf(responder).find((each) => each.channel.carries.letter)?.name
  if (to === undefined || responder === undefined || channel === undefined) {
    log.warn('nobody to report to', { to: report.to })
    return
  }
  const done: ReportRecord = { ...key, kind: 'report', at: now.toISOString() }
  const item: ReportRecord = { ...done, sending: given.callId }
  if (!(await commit(world, [{ item, expect: known?.version ?? 'absent' }]))) return
  const note = (record: ReportRecord) =>
    insist(() => world.ledger.commit([{ item: record, expect: (known?.version ?? 0) + 1 }], now))
  const { composeReport } = await import('../message/index.ts')
  const answer = await attempt(channel, send({ to, channel }, composeReport(report, responder)))
  if ('messageId' in answer) {
    await note(done)
    return
  }
  log.warn('report failed', { to, channel, error: answer.detail })
  if (answer.permanent || !answer.answered) {
    await note(done)
    return
  }
  await note({ ...done, again: true })
  throw new TransientError(`${channel} is not available now: ${answer.detail}`)
}
