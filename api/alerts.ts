// What may be asked of and done to the alerts of a running deployment.

export { mostTransitions } from '../functions/alerts/rehearsal/past.ts'
export type { Rehearsal } from '../functions/alerts/rehearsal/since.ts'
export { byPerson, type PersonRow } from '../functions/alerts/rules/by-person.ts'
export type { RehearsalRow, Told } from '../functions/alerts/rules/comparison.ts'
export { longestNote, longestWhy } from '../functions/alerts/rules/request.ts'
export { matchText } from '../functions/alerts/rules/silences.ts'
export {
  type CalendarFeed,
  calendarFor,
  calendarOf,
  calendarPath,
  makeCalendar,
  revokeCalendars,
} from './alerts/calendar.ts'
export * from './alerts/channels.ts'
export { type DeploymentRow, mostDelivered, readDeployments } from './alerts/deployments.ts'
export type { Hop } from './alerts/drill.ts'
export { type DrillRequest, type DrillResult, type DrillWatch, drillAlarm } from './alerts/drill-alarm.ts'
export { type HeartbeatRow, readHeartbeats } from './alerts/heartbeats.ts'
export { type IncidentDetail, type NoteRow, showIncident } from './alerts/incident-detail.ts'
export { type IncidentFilter, type IncidentListRow, listIncidents } from './alerts/incident-list.ts'
export { incidentReport } from './alerts/incident-report.ts'
export { type IncidentTimesRow, mostTimed, readIncidentTimes } from './alerts/incident-times.ts'
export { changeText, messageText } from './alerts/incident-words.ts'
export * from './alerts/incidents.ts'
export { type OnCallRow, onCallRows, stepsFor } from './alerts/on-call.ts'
export {
  cancelOverride,
  type OverrideAsk,
  type OverrideResult,
  overrideShift,
  type Preview,
  previewOverride,
  previewSwap,
  type SwapAsk,
  swapTurns,
} from './alerts/overrides.ts'
export { rehearseAlerts } from './alerts/rehearse.ts'
export type { Asker } from './alerts/request.ts'
export { type OnCallState, type OverrideRow, readOnCall, type SilenceRow } from './alerts/run-time.ts'
export { endSilence, type SilenceAsk, type SilenceResult, silenceAlarms } from './alerts/silences.ts'
export { readSources, type SourceRow } from './alerts/sources.ts'
export { type NextTurns, nextTurns, onCallCalendar, type TurnRow } from './alerts/turns.ts'
