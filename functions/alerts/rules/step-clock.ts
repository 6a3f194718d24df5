import type { IncidentRecord, NotificationRecord } from '../../../shared/ledger/records.ts'

/** The same incident, looked at again at another time. */
export const postpone = (incident: IncidentRecord, until: Date): IncidentRecord => ({
  ...incident,
  nextAt: until.toISOString(),
})

/**
 * Until when a page may not go; nothing where it may. For how long it waits for an acknowledgement, by its person's own rule, does not count: no
 * step waits for that.
 */
const deferredUntil = ({ notBefore, after = 0 }: NotificationRecord, now: Date): Date | undefined => {
  const until = notBefore === undefined ? Number.NaN : Date.parse(notBefore) - after * 1000
  return until > now.getTime() ? new Date(until) : undefined
}

const earliest = (instants: readonly Date[]): Date | undefined =>
  instants.toSorted((a, b) => a.getTime() - b.getTime())[0]

/**
 * When the wait of the step that was taken last begins, where that is not when it was taken: with its first page that was
 * sent, or with the first that will be, where every page is put off to later. What is critical does not wait for a digest.
 */
export const clockStart = (
  { steps, severity }: IncidentRecord,
  messages: readonly NotificationRecord[],
  now: Date,
): Date | undefined => {
  const all = messages.filter(
    ({ purpose, step, outcome, shadow }) => purpose === 'page' && step === steps && outcome !== 'failed' && !shadow,
  )
  const atOnce = all.filter(({ after }) => after === undefined)
  const pages = atOnce.length > 0 ? atOnce : all.filter(({ outcome }) => outcome === 'planned')
  const sent = pages.filter(({ outcome }) => outcome === 'accepted').map(({ at }) => new Date(at))
  if (sent.length > 0) return severity === 'critical' ? undefined : earliest(sent)
  const waiting = pages.filter(({ outcome, attempts }) => outcome === 'planned' && attempts === 0)
  if (waiting.length < pages.length) return undefined
  const starts = waiting.flatMap(
    (page) =>
      deferredUntil(page, now) ?? (page.digest && page.after === undefined && severity !== 'critical' ? [now] : []),
  )
  return starts.length < waiting.length ? undefined : earliest(starts)
}

/** The same incident with the wait of its step counted from when the first of its pages may go, where none may go yet. */
export const waitForPages = (
  incident: IncidentRecord,
  all: readonly NotificationRecord[],
  now: Date,
): IncidentRecord => {
  const pages = all.filter(({ shadow }) => !shadow)
  const starts = pages.flatMap((page) => deferredUntil(page, now) ?? [])
  const first = starts.length === pages.length ? earliest(starts) : undefined
  return first && incident.nextAt !== undefined
    ? postpone(incident, new Date(Date.parse(incident.nextAt) - now.getTime() + first.getTime()))
    : incident
}
