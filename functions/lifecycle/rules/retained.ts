import type { Stored, Write } from '../../../shared/ledger/ledger.ts'
import { type ChangeRecord, type HeldLoss, keys, type RetainedRecord } from '../../../shared/ledger/records.ts'
import type { Signal } from '../../../shared/signals.ts'
import { isoSeconds } from '../../../shared/time.ts'
import type { Consent } from './hold.ts'
import type { RetentionPlan } from './retention.ts'
import { lifecycleSignal } from './signal.ts'

/** What a look at one thing leads to. */
export interface RetainedVerdict {
  /** Whether the plan's act is done now. */
  readonly acts: boolean
  readonly held?: HeldLoss | undefined
  readonly drifted: boolean
  readonly writes: readonly Write[]
  readonly signals: readonly Signal[]
}

interface Look {
  readonly plan: RetentionPlan
  readonly record: Stored<RetainedRecord> | undefined
  readonly consent: Consent
  readonly now: Date
  readonly graceMs: number
  readonly config: string
  readonly event: unknown
}

/** What waits for a person, if anything: a policy that was agreed to once needs no second word. */
const heldOf = ({ plan, record, consent, now, graceMs }: Look): HeldLoss | undefined => {
  const { loss, wanted } = plan
  if (!loss || record?.agreed === wanted) return undefined
  const before = record?.held?.wanted === wanted ? record.held : undefined
  const until = consent.takeBack ? undefined : before?.until
  if (until !== undefined && new Date(until) <= now) return undefined
  const { confirmedBy: _, until: __, ...open } = before ?? { wanted, since: isoSeconds(now), ...loss }
  if (until !== undefined) return before
  if (!consent.confirm || consent.takeBack) return open
  return {
    ...open,
    ...(consent.by ? { confirmedBy: consent.by } : {}),
    until: isoSeconds(new Date(now.getTime() + graceMs)),
  }
}

const signal = (name: string, { plan, now }: Look, title: string, body: string): Signal =>
  lifecycleSignal(name, 'note', plan.subject, now, { title, body })

/** Decides about one thing: done, held back because it would lose what is there, or nothing to do. */
export const verdictOfRetention = (look: Look): RetainedVerdict => {
  const { plan, record, now, config, event } = look
  const { subject, wanted, act, words } = plan
  const at = isoSeconds(now)
  const held = act ? heldOf(look) : undefined
  const acts = act !== undefined && held === undefined
  // Images come by themselves; what else is not as it was agreed was changed by somebody.
  const drifted = acts && record?.agreed === wanted && act.do !== 'delete-images'
  const isHeldNews = held?.until !== record?.held?.until || held?.wanted !== record?.held?.wanted
  const isNews = acts || isHeldNews || (act === undefined && record?.agreed !== wanted)
  const summary = acts
    ? `${subject} ${words}`
    : held
      ? `${subject} held back: ${held.words}${held.until ? `; agreed to${held.confirmedBy ? ` by ${held.confirmedBy}` : ''}, done from ${held.until} on` : ''}`
      : `${subject} ${words}: nothing is held back`
  const basis = { event, state: { words }, config }
  const change: ChangeRecord = {
    ...keys.change('lifecycle', subject, now.toISOString()),
    kind: 'change',
    at,
    capability: 'lifecycle',
    target: subject,
    summary,
    before: record?.agreed ?? 'not known',
    after: acts ? wanted : (record?.agreed ?? 'as it was'),
    basis,
  }
  const item: RetainedRecord = {
    ...keys.retained(subject),
    kind: 'lifecycle-retained',
    at,
    subject,
    ...(held ? (record?.agreed === undefined ? {} : { agreed: record.agreed }) : { agreed: wanted }),
    ...(held ? { held } : {}),
    basis,
  }
  const isChange = acts || isHeldNews
  return {
    acts,
    held,
    drifted,
    writes: isNews
      ? [
          ...(isChange ? [{ item: change, expect: 'absent' as const }] : []),
          { item, expect: record?.version ?? 'absent' },
        ]
      : [],
    signals: [
      ...(drifted
        ? [signal('lifecycle.drifted', look, `${subject} was changed by somebody else`, `Put back: ${words}.`)]
        : []),
      ...(held && isHeldNews
        ? [
            signal(
              'lifecycle.held',
              look,
              `${subject}: a change that deletes what is there waits`,
              `${held.words}. ${held.until ? `It is made from ${held.until} on.` : 'To have it made: nightshift lifecycle apply --confirm.'}`,
            ),
          ]
        : []),
    ],
  }
}
