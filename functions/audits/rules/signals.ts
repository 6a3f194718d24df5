import type { AuditFindingRecord } from '../../../shared/ledger/records.ts'
import type { Signal } from '../../../shared/signals.ts'
import { terminal } from '../../../shared/terminal.ts'

/** Whom a bad signal pages, where the config says it. */
export interface Goal {
  readonly policy?: string | undefined
}

const goalOf = ({ policy }: Goal): Pick<Signal, 'policy'> => (policy === undefined ? {} : { policy })

/** An urgent finding is there, and nobody has accepted it. */
export const urgentSignal = (record: AuditFindingRecord, goal: Goal, now: Date): Signal => ({
  name: 'audits.urgent',
  subject: `finding/${record.id}`,
  mood: 'bad',
  id: `finding/${record.id}/${record.accepted?.until ?? record.firstSeen}/urgent`,
  at: now.toISOString(),
  title: record.title,
  body: [
    record.reason,
    record.advice,
    `Meant so? ${terminal} audits accept ${record.id} --until DATE --why REASON`,
  ].join('\n'),
  ...goalOf(goal),
})

/** It is gone, no longer urgent, or somebody has accepted it. @param body why it is over */
export const settledSignal = (record: AuditFindingRecord, body: string, now: Date): Signal => ({
  name: 'audits.settled',
  subject: `finding/${record.id}`,
  mood: 'good',
  id: `finding/${record.id}/${now.toISOString()}/settled`,
  at: now.toISOString(),
  title: `Settled: ${record.title}`,
  body,
})

/** A check could not look, and no later try will. */
export const failedSignal = (check: string, reason: string, goal: Goal, now: Date): Signal => ({
  name: 'audits.failed',
  subject: `audit/${check}`,
  mood: 'bad',
  severity: 'warning',
  id: `audit/${check}/${now.toISOString()}/failed`,
  at: now.toISOString(),
  title: `The audit ${check} cannot look`,
  body: `${reason} What it found before stays as it was; the other audits go on.`,
  ...goalOf(goal),
})

const overSignal = (check: string, now: Date, title: string, body: string): Signal => ({
  name: 'audits.recovered',
  subject: `audit/${check}`,
  mood: 'good',
  id: `audit/${check}/${now.toISOString()}/recovered`,
  at: now.toISOString(),
  title,
  body,
})

export const recoveredSignal = (check: string, now: Date): Signal =>
  overSignal(check, now, `The audit ${check} looks again`, 'Its last look came to its end.')

/** A check that could not look is no longer wanted by the config. */
export const leftSignal = (check: string, now: Date): Signal =>
  overSignal(
    check,
    now,
    `The audit ${check} is no longer in the config`,
    'It could not look, and does not have to any more.',
  )
