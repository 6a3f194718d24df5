import { TransientError } from '../../../shared/errors.ts'
import type { LedgerItem } from '../../../shared/ledger/ledger.ts'
import { keys } from '../../../shared/ledger/records.ts'
import { log } from '../../../shared/log.ts'
import { named, targetsAt } from '../../../shared/on-call/targets.ts'
import { contactsOf } from '../channels/index.ts'
import { attempt } from '../delivery/deliver.ts'
import type { Report } from '../intake/report.ts'
import { commit, type World } from '../world/world.ts'
import { inForce } from './in-force.ts'

/** That a report was sent. */
interface ReportRecord extends LedgerItem {
  readonly kind: 'report'
  /** Whether it certainly did not go out, so that the next try sends it. */
  readonly again?: boolean | undefined
}

/**
 * Mails a report to the one whom it is for: once, by a channel that carries a letter, and nobody is paged. One of which nobody knows what became of it
 * is not sent again.
 * @throws TransientError where the channel certainly did not take it now: to be tried again
 */
export const sendReport = async (report: Report, given: World): Promise<void> => {
  const key = keys.report(report.id)
  const [world, known] = await Promise.all([inForce(given), given.ledger.get<ReportRecord>(key)])
  const { config, now, send } = world
  if (known && !known.again) return
  const [to] = targetsAt(config, [report.to], now)
  const responder = to === undefined ? undefined : named(config.responders, to)
  const channel = contactsOf(responder).find((each) => each.channel.carries.letter)?.name
  if (to === undefined || responder === undefined || channel === undefined) {
    log.warn('nobody to report to', { to: report.to })
    return
  }
  const item: ReportRecord = { ...key, kind: 'report', at: now.toISOString() }
  if (!(await commit(world, [{ item, expect: known?.version ?? 'absent' }]))) return
  const { composeReport } = await import('../message/index.ts')
  const answer = await attempt(channel, send({ to, channel }, composeReport(report, responder)))
  if ('messageId' in answer) return
  log.warn('report failed', { to, channel, error: answer.detail })
  if (answer.permanent || !answer.answered) return
  await commit(world, [{ item: { ...item, again: true } as ReportRecord, expect: (known?.version ?? 0) + 1 }])
  throw new TransientError(`${channel} is not available now: ${answer.detail}`)
}
