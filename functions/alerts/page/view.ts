import type { IncidentRecord, NotificationRecord } from '../../../shared/ledger/records.ts'
import { type Action, actions } from '../rules/incident.ts'

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
  /** Who has acknowledged, where others still have to. */
  readonly partly?: IncidentRecord['partly']
  /** How many people must acknowledge before the steps stop. Default 1. */
  readonly needed?: number | undefined
  /** How many steps have been taken. Where given, the form sends it back, so that a double tap escalates once. */
  readonly steps?: number | undefined
}

/** One of several incidents behind a link. */
export interface ListedView extends IncidentView {
  /** Path of the responder's own page of it alone, relative to this page; nothing where that has no link, or it is over. */
  readonly path?: string | undefined
}

/** What one responder sees of one incident, or of several. Names only: no number and no address comes as far as the page. */
export interface PageView {
  /** The responder's short name. */
  readonly to: string
  readonly language: Language
  /** The responder's IANA zone. */
  readonly zone: string
  readonly incident: IncidentView
  /** Everything that the link acts on, `incident` first, where that is more than one. */
  readonly list?: readonly ListedView[] | undefined
  /** Messages about `incident`. */
  readonly told: readonly ToldView[]
  readonly now: Date
}

/** Who has acted by a link, and on what, as it then is. */
export interface Acted extends Pick<PageView, 'to'> {
  readonly incident: Pick<IncidentView, 'id' | 'state'>
  /** All of them, where the link stands for several. */
  readonly list?: readonly Pick<IncidentView, 'id' | 'state'>[] | undefined
}

/** A report of a source as it came in. */
export interface ReportRequest {
  readonly bytes: Uint8Array
  /** Media type without its parameters, in small letters. */
  readonly contentType: string
  /** `github:` or `sentry:`, and what their header says that it is. */
  readonly event?: string | undefined
  /** Of the body, by a header of GitHub, Sentry or Grafana. */
  readonly signature?: string | undefined
  /** What parts its fields, where it is a multipart form. */
  readonly boundary?: string | undefined
}

/** What became of a report. `source` is the name of who sent it. */
export type ReportAnswer =
  | { readonly kind: 'taken'; readonly source: string }
  | { readonly kind: 'not json'; readonly fault: string }
  | { readonly kind: 'not signed' }
  | { readonly kind: 'too large'; readonly mostBytes: number }
  | { readonly kind: 'too many'; readonly retrySeconds: number }

/** What the entry needs from the engine. Each throws when the ledger does not answer. */
export interface LinkActions {
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
  /** Takes a report of a source. Nothing for a token that is none. Default: there is no source. */
  readonly report?: (token: string, request: ReportRequest, now: Date) => Promise<ReportAnswer | undefined>
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

/** Whether somebody has acknowledged, and others still have to. */
export const hasAcknowledged = ({ partly = [] }: Pick<IncidentView, 'partly'>, who: string): boolean =>
  partly.some(({ by }) => by === who)

/** What one person can do about an incident: nobody acknowledges it twice. */
export const actionsOn = (incident: Pick<IncidentView, 'state' | 'partly'>, who: string): readonly Action[] =>
  actionsIn(incident.state).filter((action) => action !== 'acknowledge' || !hasAcknowledged(incident, who))

/** Whether others still have to acknowledge when one person does. */
export const needsOthers = ({ partly = [], needed = 1 }: Pick<IncidentView, 'partly' | 'needed'>): boolean =>
  partly.length + 1 < needed

/**
 * What can be done with everything behind a link: what at least one of them allows. Several are not escalated together,
 * since each has steps of its own.
 */
export const actionsFor = ({
  to,
  incident,
  list,
}: {
  readonly to: string
  readonly incident: Pick<IncidentView, 'state' | 'partly'>
  readonly list?: readonly Pick<IncidentView, 'state' | 'partly'>[] | undefined
}): readonly Action[] =>
  list === undefined
    ? actionsOn(incident, to)
    : actions.filter((action) => action !== 'escalate' && list.some((each) => actionsOn(each, to).includes(action)))
