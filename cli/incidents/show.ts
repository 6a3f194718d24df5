import type { Command } from 'commander'
import { changeText, type IncidentDetail, incidentReport, messageText, showIncident } from '../../api/alerts.ts'
import type { Deployment } from '../../api/deployment.ts'
import { UsageError } from '../../api/usage-error.ts'
import { localClock } from '../../shared/local-clock.ts'
import { durationText } from '../../shared/time.ts'
import { type JsonOption, jsonOption } from '../options.ts'
import { localTime, ownZone, paint, printable, printableLines, printRows } from '../print.ts'

type Find = () => Promise<Deployment>

const facts = (detail: IncidentDetail): readonly (readonly [string, string | undefined])[] => [
  ['Alarm', detail.alarm],
  ['Severity', detail.severity],
  ['State', detail.state],
  ['Opened', localTime(detail.openedAt)],
  ['Over', detail.closedAt && localTime(detail.closedAt)],
  ['Acknowledged by', detail.acknowledgedBy],
  ['Snoozed until', detail.snoozedUntil && localTime(detail.snoozedUntil)],
  ['Goes on', detail.nextAt && localTime(detail.nextAt)],
  ['Policy', detail.policy],
  [
    'Until acknowledged',
    detail.secondsToAcknowledge === undefined ? undefined : durationText(detail.secondsToAcknowledge),
  ],
  ['Until over', detail.secondsToResolve === undefined ? undefined : durationText(detail.secondsToResolve)],
  ['Reason', detail.reason],
  ['Note of the alarm', detail.description],
  ['Runbook', detail.runbook],
]

const section = (title: string, lines: readonly string[], nothing: string): void => {
  console.log(`\n${paint('bold', title)}`)
  for (const line of lines.length > 0 ? lines : [nothing]) console.log(`  ${printable(line)}`)
}

const printDetail = (detail: IncidentDetail): void => {
  console.log(`${paint('bold', detail.id)}  ${printable(detail.title)}`)
  for (const [name, value] of facts(detail)) if (value) console.log(`  ${name.padEnd(18)}  ${printable(value)}`)
  section(
    'What became of it',
    detail.history.map((each) => `${localTime(each.at)}  ${changeText(each, localTime)}`),
    'nothing yet',
  )
  section(
    'Messages',
    detail.notifications.map((each) => `${localTime(each.at)}  ${messageText(each, localTime)}`),
    'none',
  )
  section(
    'Notes',
    detail.notes.map(({ at, by, text }) => `${localTime(at)}  ${by}: ${text}`),
    'none',
  )
  section(
    'Earlier incidents of this alarm',
    detail.earlier.map(
      ({ id, openedAt, state, acknowledgedBy }) =>
        `${localTime(openedAt)}  ${id.slice(0, 8)}  ${state}${acknowledgedBy ? `, acknowledged by ${acknowledgedBy}` : ''}`,
    ),
    'none',
  )
}

/** @throws UsageError for a text that is not a zone */
const zoneOf = (text: string): string => {
  try {
    localClock(text).localAt(0)
    return text
  } catch {
    throw new UsageError(`"${text}" is not an IANA zone; write it like Asia/Seoul.`)
  }
}

/** `nightshift incidents show` and `report` */
export const registerShow = (incidents: Command, find: Find): void => {
  incidents
    .command('show')
    .argument('<id>', 'its id, or the beginning of it')
    .description('all that is known of one: what became of it, every message, notes, earlier ones')
    .option(...jsonOption)
    .action(async (id: string, _: object, self: Command) => {
      const { json = false } = self.optsWithGlobals<JsonOption>()
      const detail = await showIncident(await find(), id)
      if (json) printRows([detail], { json }, {}, '')
      else printDetail(detail)
    })
  incidents
    .command('report')
    .argument('<id>', 'its id, or the beginning of it')
    .description('a report for the post-mortem, in Markdown')
    .option('--zone <zone>', 'IANA zone of its times; default: this machine’s', zoneOf)
    .action(async (id: string, { zone = ownZone() }: { readonly zone?: string }) =>
      console.log(printableLines(incidentReport(await showIncident(await find(), id), { zone })).trimEnd()),
    )
}
