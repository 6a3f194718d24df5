import { isoText } from '../../../shared/iso.ts'
import type { HoursTargetRecord } from '../../../shared/ledger/records.ts'
import type { Signal } from '../../../shared/signals.ts'
import { terminal } from '../../../shared/terminal.ts'
import { heldText } from './hold.ts'
import type { TargetEntry } from './slice.ts'

type Trouble = NonNullable<HoursTargetRecord['trouble']>

const policyOf = ({ policy }: Pick<TargetEntry, 'policy'>): Pick<Signal, 'policy'> => (policy ? { policy } : {})

/** Nobody is to be paged for a target: it goes off on purpose. Said before its stop is asked for; the ledger has it already. */
export const plannedOffSignal = (record: HoursTargetRecord, why: string): Signal => {
  const since = record.plannedOff?.since ?? record.at
  return {
    name: 'hours.planned-off',
    subject: `hours/${record.target}/planned`,
    mood: 'note',
    id: `${record.target}/${since}/planned-off`,
    at: since,
    title: `${record.target} is off on purpose`,
    body: `Its calendar ${record.calendar} wants it off (${why}). Its alarms are held back until its start is proven.`,
  }
}

/** It is back, and its grace time is over: its alarms count again. */
export const plannedOnSignal = ({ target, plannedOff }: HoursTargetRecord, now: Date): Signal => ({
  name: 'hours.planned-on',
  subject: `hours/${target}/planned`,
  mood: 'note',
  id: `${target}/${plannedOff?.since}/planned-on`,
  at: isoText(now),
  title: `${target} is no longer off on purpose`,
  body: 'Its alarms are reported again.',
})

/** What is wrong with a target, and what to do. */
export const failedSignal = (
  record: HoursTargetRecord,
  trouble: Trouble,
  entry: Pick<TargetEntry, 'policy'>,
): Signal => ({
  name: 'hours.failed',
  subject: `hours/${record.target}`,
  mood: 'bad',
  id: `${record.target}/${trouble.since}/${trouble.code}`,
  at: trouble.since,
  title: `${record.target} should be ${record.moment.state}`,
  body: [
    `${trouble.words} (${trouble.code})`,
    `Its calendar ${record.calendar} has wanted it ${record.moment.state} since ${record.moment.at}.`,
    `See why: ${terminal} hours show ${record.target}`,
  ].join('\n'),
  ...policyOf(entry),
})

/** It left the config while it was off, and nothing will start it. Closed as what fails is. */
export const leftOffSignal = (
  { target }: Pick<HoursTargetRecord, 'target'>,
  trouble: Trouble,
  entry: Pick<TargetEntry, 'policy'>,
): Signal => ({
  name: 'hours.left-off',
  subject: `hours/${target}`,
  mood: 'bad',
  id: `${target}/${trouble.since}/${trouble.code}`,
  at: trouble.since,
  title: `${target} is left off`,
  body: trouble.words,
  ...policyOf(entry),
})

/** @param body why it is over */
export const recoveredSignal = (
  { target }: Pick<HoursTargetRecord, 'target'>,
  trouble: Trouble,
  now: Date,
  body: string,
): Signal => ({
  name: 'hours.recovered',
  subject: `hours/${target}`,
  mood: 'good',
  id: `${target}/${trouble.since}/recovered`,
  at: isoText(now),
  title: `${target} is as it should be again`,
  body,
})

/** More would be stopped than was confirmed. */
export const heldSignal = (entry: TargetEntry, stops: number, since: string): Signal => ({
  name: 'hours.held',
  subject: `hours/entry/${entry.name}`,
  mood: 'bad',
  id: `${entry.name}/${since}/held`,
  at: since,
  title: `Hours holds back every stop of ${entry.name}`,
  body: [
    `${heldText(entry, stops)}: over 20 % more, so none is stopped. Starts go on.`,
    `See them: ${terminal} hours plan. If they are meant, set confirmed to ${stops} in hours.targets and deploy; if not, correct the tags.`,
  ].join('\n'),
  ...policyOf(entry),
})

export const releasedSignal = (name: string, since: string, now: Date): Signal => ({
  name: 'hours.released',
  subject: `hours/entry/${name}`,
  mood: 'good',
  id: `${name}/${since}/released`,
  at: isoText(now),
  title: `Hours no longer holds back stops of ${name}`,
  body: 'No more than 20 % over what was confirmed would be off.',
})

/** A permission is missing for a kind: one incident, whatever the targets. */
export const deniedSignal = (kind: string, action: string, since: string): Signal => ({
  name: 'hours.denied',
  subject: `hours/kind/${kind}`,
  mood: 'bad',
  id: `${kind}/${since}/denied`,
  at: since,
  title: `Hours is not allowed to switch ${kind}`,
  body: `AWS denies ${action} to its function. Deploy the current stack; if that does not help, a policy of the organization or of the resource denies it. The other kinds go on.`,
})

export const allowedSignal = (kind: string, since: string, now: Date): Signal => ({
  name: 'hours.allowed',
  subject: `hours/kind/${kind}`,
  mood: 'good',
  id: `${kind}/${since}/allowed`,
  at: isoText(now),
  title: `Hours can switch ${kind} again`,
  body: 'AWS no longer denies it.',
})

/** A tag names a calendar that does not exist. Once a day for each name. */
export const unknownCalendarSignal = (
  name: string,
  day: string,
  example: string,
  calendars: readonly string[],
  now: Date,
): Signal => ({
  name: 'hours.unknown-calendar',
  subject: `hours/calendar/${name}`,
  mood: 'bad',
  id: `${name}/${day}/unknown`,
  at: isoText(now),
  title: `No calendar is called "${name}"`,
  body: `The tag of ${example} names it. Nothing is done about such targets. The config has: ${calendars.join(', ')}. Correct the tag, or add the calendar to hours.calendars and deploy.`,
})

export const knownCalendarSignal = (name: string, day: string, now: Date): Signal => ({
  name: 'hours.known-calendar',
  subject: `hours/calendar/${name}`,
  mood: 'good',
  id: `${name}/${day}/known`,
  at: isoText(now),
  title: `The calendar "${name}" is no longer missing`,
  body: 'The config has it now, or no tag names it any more.',
})
