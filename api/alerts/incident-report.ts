import { localText } from '../../shared/on-call/year.ts'
import { withoutControls } from '../../shared/text.ts'
import { durationText } from '../../shared/time.ts'
import type { IncidentDetail } from './incident-detail.ts'
import { changeText, messageText } from './incident-words.ts'

/** A text of somebody else's as it may stand in a line of Markdown: nothing in it formats, links or begins a line. */
export const plainMarkdown = (text: string): string =>
  withoutControls(text)
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*_{}[\]<>()#|~!&]/g, '\\$&')
    // What an address begins with makes a link of it, and a name after @ a mention.
    .replace(/:\/\//g, '\\://')
    .replace(/@/g, '\\@')

const lasted = (seconds: number | undefined): string => (seconds === undefined ? '–' : durationText(seconds, 0))

/**
 * A report of an incident for a post-mortem, in Markdown: what is known stands in it, and what only people know has a place.
 * @param zone IANA zone in which times are written
 */
export const incidentReport = (detail: IncidentDetail, { zone }: { readonly zone: string }): string => {
  const time = (iso: string): string => localText(Math.floor(Date.parse(iso) / 1000) * 1000, zone)
  const { id, title, alarm, severity, state, policy, openedAt, closedAt, reason, description, runbook } = detail
  const events = [
    ...detail.history.map((each) => ({ at: each.at, text: changeText(each, time) })),
    ...detail.notes.map(({ at, by, text }) => ({ at, text: `note by ${by}: ${text}` })),
  ].sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0))
  const lines = [
    `# ${plainMarkdown(title)}`,
    '',
    `Incident \`${id}\` of the alarm ${plainMarkdown(alarm)}. All times are in ${zone}.`,
    '',
    '| | |',
    '|---|---|',
    `| Severity | ${severity} |`,
    `| State | ${state} |`,
    `| Policy | ${plainMarkdown(policy)} |`,
    `| Opened | ${time(openedAt)} |`,
    `| Over | ${closedAt ? time(closedAt) : 'not yet'} |`,
    `| Until somebody acknowledged | ${lasted(detail.secondsToAcknowledge)} |`,
    `| Until it was over | ${lasted(detail.secondsToResolve)} |`,
    `| Called | ${plainMarkdown(detail.people.join(', ')) || 'nobody'} |`,
    '',
    '## What happened',
    '',
    plainMarkdown(reason),
    ...(description ? ['', plainMarkdown(description)] : []),
    ...(runbook ? ['', `Runbook: <${runbook}>`] : []),
    '',
    '## Timeline',
    '',
    ...events.map(({ at, text }) => `- **${time(at)}** ${plainMarkdown(text)}`),
    '',
    '## Messages',
    '',
    ...(detail.notifications.length > 0
      ? detail.notifications.map((each) => `- ${time(each.at)} ${plainMarkdown(messageText(each, time))}`)
      : ['No message was planned.']),
    '',
    '## Earlier incidents of this alarm',
    '',
    ...(detail.earlier.length > 0
      ? detail.earlier.map(
          (each) =>
            `- ${time(each.openedAt)} \`${each.id}\` ${each.state}${each.acknowledgedBy ? `, acknowledged by ${plainMarkdown(each.acknowledgedBy)}` : ''}`,
        )
      : ['None is known.']),
    '',
    ...['Impact', 'Cause', 'What went well, and what did not', 'What we change'].flatMap((heading) => [
      `## ${heading}`,
      '',
      '_To be written._',
      '',
    ]),
  ]
  return `${lines.join('\n').trimEnd()}\n`
}
