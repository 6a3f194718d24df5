import type { IncidentRecord, NotificationRecord } from '../../../shared/ledger/records.ts'
import type { Action } from '../incident.ts'

export type Language = 'en' | 'ko'

export interface ToldView extends Pick<NotificationRecord, 'to' | 'channel' | 'outcome' | 'step'> {
  /** ISO 8601 instant. */
  readonly at: string
}

export interface IncidentView
  extends Pick<
    IncidentRecord,
    'id' | 'title' | 'severity' | 'state' | 'openedAt' | 'reason' | 'acknowledgedBy' | 'acknowledgedAt' | 'closedAt'
  > {
  readonly description?: string | undefined
  /** How many steps have been taken. Where given, the form sends it back, so that a double tap escalates once. */
  readonly steps?: number | undefined
}

/** What one responder sees of one incident. Names only: no number and no address comes as far as the page. */
export interface PageView {
  /** The responder's short name. */
  readonly to: string
  readonly language: Language
  /** The responder's IANA zone. */
  readonly zone: string
  readonly incident: IncidentView
  readonly told: readonly ToldView[]
  readonly now: Date
}

/** Who has acted by a link, and on what, as it then is. */
export interface Acted extends Pick<PageView, 'to'> {
  readonly incident: Pick<IncidentView, 'id' | 'state'>
}

/** What the entry needs from the engine. Each throws when the ledger does not answer. */
export interface LinkDesk {
  /** What the token's owner may see; nothing for a token that is unknown or over. Changes nothing. */
  readonly view: (token: string, now: Date) => Promise<PageView | undefined>
  /**
   * Acts in the name of the token's owner; nothing for a token that is unknown or over.
   * What is done already, or cannot be done any more, changes nothing.
   * @param steps how many steps had been taken when the page was made: an `escalate` that comes after another is none
   */
  readonly act: (token: string, action: Action, now: Date, steps?: number) => Promise<Acted | undefined>
  /** Checks a heartbeat in. False for a token that is none. */
  readonly beat: (token: string, now: Date) => Promise<boolean>
}

const allowed: Readonly<Record<IncidentRecord['state'], readonly Action[]>> = {
  held: ['acknowledge', 'resolve'],
  open: ['acknowledge', 'resolve', 'escalate'],
  exhausted: ['acknowledge', 'resolve', 'escalate'],
  // Who has it can still call for help.
  acknowledged: ['resolve', 'escalate'],
  resolved: [],
  suppressed: [],
}

/** What can be done with an incident in a state. The page offers these and no others. */
export const actionsIn = (state: IncidentRecord['state']): readonly Action[] => allowed[state]
