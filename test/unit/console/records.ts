import {
  type AuditFindingRecord,
  type ChangeRecord,
  type IncidentRecord,
  keys,
  type NoteRecord,
  type NotificationRecord,
  type RunRecord,
} from '../../../shared/ledger/records.ts'

const basis = { event: {}, config: 'test' }

export const incident = (more: Partial<IncidentRecord> = {}): IncidentRecord => {
  const id = more.id ?? '0123456789abcdef'
  const openedAt = more.openedAt ?? '2026-11-30T02:00:00.000Z'
  const state = more.state ?? 'open'
  return {
    ...keys.incident(id),
    kind: 'incident',
    at: openedAt,
    ...(state === 'resolved' || state === 'suppressed' ? {} : { open: 'incident' }),
    id,
    alarmKey: 'checkout-errors',
    alarm: 'checkout-errors',
    severity: 'critical',
    state,
    openedAt,
    reason: 'Threshold crossed',
    title: more.alarm ?? 'checkout-errors',
    policy: 'shop',
    steps: 1,
    basis,
    ...more,
  }
}

export const finding = (more: Partial<AuditFindingRecord> = {}): AuditFindingRecord => {
  const { audit = 'waste', id = '0123456789ab' } = more
  const at = '2026-11-29T05:00:00.000Z'
  return {
    ...keys.auditFinding(audit, id),
    kind: 'audit-finding',
    at,
    id,
    audit,
    sort: 'address-idle',
    check: 'waste/addresses',
    severity: 'urgent',
    resource: 'eipalloc-1',
    title: 'Address 198.51.100.1 belongs to <nothing>',
    reason: 'It is paid for.',
    advice: 'aws ec2 release-address --allocation-id eipalloc-1',
    dollars: 3.65,
    owner: 'sales',
    state: 'open',
    firstSeen: at,
    basis,
    ...more,
  }
}

export const run = (more: Partial<RunRecord> = {}): RunRecord => {
  const job = more.job ?? 'sync-stock'
  const scheduledAt = more.scheduledAt ?? '2026-11-30T02:00:00.000Z'
  return {
    ...keys.run(job, scheduledAt),
    kind: 'run',
    at: scheduledAt,
    job,
    scheduledAt,
    attempt: 1,
    state: 'succeeded',
    startedAt: scheduledAt,
    stoppedAt: new Date(Date.parse(scheduledAt) + 20_000).toISOString(),
    basis,
    ...more,
  }
}

export const message = (more: Partial<NotificationRecord> = {}): NotificationRecord => {
  const { incident: id = '0123456789abcdef', to = 'mina', channel = 'sms', purpose = 'page', step = 1 } = more
  return {
    ...keys.notification(id, purpose, step, to, channel),
    kind: 'notification',
    at: '2026-11-30T02:00:01.000Z',
    incident: id,
    to,
    channel,
    purpose,
    step,
    outcome: 'accepted',
    attempts: 1,
    ...more,
  }
}

export const note = (more: Partial<NoteRecord> = {}): NoteRecord => {
  const { incident: id = '0123456789abcdef', at = '2026-11-30T02:20:00.000Z' } = more
  return { ...keys.note(id, at), kind: 'incident-note', at, incident: id, by: 'mina', text: 'Rolled back.', ...more }
}

/** What was changed, an hour after midnight of the day before; `by`: by a person. */
export const change = (
  capability: string,
  target: string,
  more: Partial<ChangeRecord> & { readonly by?: string } = {},
): ChangeRecord => {
  const at = more.at ?? '2026-11-29T01:00:00.000Z'
  return {
    ...keys.change(capability, target, at),
    kind: 'change',
    at,
    capability,
    target,
    summary: 'changed',
    before: undefined,
    after: undefined,
    basis,
    ...more,
  }
}
