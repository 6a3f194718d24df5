/**
 * Calendars: what should run when. Pure: no SDK, no clock, no environment. `calendarOf` reads a calendar of the config;
 * `wantedAt`, `momentsBetween` and `nextMoment` answer.
 */
export { holidaysEnd, holidaysEnding, holidaysEndText, holidayText } from './holidays.ts'
export { momentsBetween, nextMoment, wantedAt } from './moments.ts'
export {
  type CalendarConfig,
  type CalendarParts,
  calendarOf,
  localInstant,
  type OverrideConfig,
  type RuleConfig,
} from './read.ts'
export { instantText, nextChanges, type Shown, showAt } from './show.ts'
export type { Because, Calendar, Days, Holiday, Moment, Override, Rule, Size, State, Wanted } from './types.ts'
export { type CalendarDay, calendarDays, type DayStretch } from './year.ts'
