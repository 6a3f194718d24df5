import { type Command, Option } from 'commander'
import {
  commandIncident,
  type IncidentAction,
  type IncidentAnswer,
  type IncidentCommand,
  type IncidentFilter,
  type IncidentRow,
  type IncidentSelection,
  type MessageRow,
  readIncidents,
  selectIncidents,
} from '../api/alerts.ts'
import type { Deployment } from '../api/deployment.ts'
import { UsageError } from '../api/usage-error.ts'
import { terminal } from '../shared/terminal.ts'
import { shorten } from '../shared/text.ts'
import { asker } from './asker.ts'
import { findDeployment } from './deployment.ts'
import { registerNote, registerTimes } from './incidents/notes.ts'
import { registerShow } from './incidents/show.ts'
import {
  countOption,
  howToSeeMore,
  instantOption,
  type JsonOption,
  jsonOption,
  sinceFlag,
  spanOption,
} from './options.ts'
import { localTime, noteCut, printRows } from './print.ts'

const outcomeText = ({ outcome, digest, notBefore }: MessageRow): string => {
  if (outcome === 'accepted') return ''
  if (outcome !== 'planned') return ` ${outcome}`
  if (notBefore) return ` waits until ${localTime(notBefore)}`
  return digest ? ' waits for the digest' : ' planned'
}

/** Who was notified, and what a message waits for that was not sent yet. */
export const toldText = ({ notifications }: Pick<IncidentRow, 'notifications'>): string =>
  notifications
    .map(
      (each) => `${each.to} ${each.channel}${each.purpose === 'page' ? '' : ` (${each.purpose})`}${outcomeText(each)}`,
    )
    .join(', ')

const printIncidents = (rows: readonly IncidentRow[], json: boolean): void =>
  printRows(
    rows,
    { json },
    {
      Opened: ({ openedAt }) => localTime(openedAt),
      Id: ({ id }) => id.slice(0, 8),
      State: ({ state }) => state,
      Alarm: ({ alarm }) => alarm,
      Severity: ({ severity }) => severity,
      'Acknowledged by': ({ acknowledgedBy, partly }) =>
        acknowledgedBy ?? (partly && `${partly.join(', ')}; more must`),
      Notified: toldText,
      Reason: ({ reason }) => shorten(reason, 100),
    },
    'No incident. A quiet night.',
  )

/** That an incident was over before anybody acted, or nothing where it was not. */
export const overText = ({ wasOver }: Pick<IncidentAnswer, 'wasOver'>): string | undefined =>
  wasOver && `It was over already${wasOver.since ? `, since ${localTime(wasOver.since)}` : ''}: nothing was changed.`

/** What the options of a verb say which incidents are meant. */
interface Chosen extends IncidentSelection {
  readonly all?: boolean | undefined
}

/** @throws UsageError where neither ids nor options say which incidents are meant, or both do */
const idsOf = async (
  ids: readonly string[],
  { all, ...selection }: Chosen,
  deployment: Deployment,
): Promise<string[]> => {
  const isSelection = all || Object.values(selection).some((each) => each !== undefined)
  if (ids.length > 0 && isSelection)
    throw new UsageError(
      'Name incidents by their ids, or select them with --alarm, --severity, --policy or --all: not both.',
    )
  if (ids.length > 0) return [...ids]
  if (!isSelection)
    throw new UsageError('Which incidents? Name their ids, or select them with --alarm, --severity, --policy or --all.')
  return (await selectIncidents(deployment, selection)).map(({ id }) => id)
}

/** One after the other; what was done before one failed is shown all the same. */
const actOnAll = async (
  deployment: Deployment,
  ids: readonly string[],
  command: Pick<IncidentCommand, 'action' | 'to' | 'until'>,
  json: boolean,
): Promise<void> => {
  const done: IncidentAnswer[] = []
  try {
    for (const id of ids) done.push(await commandIncident(deployment, { ...command, id, by: asker() }))
  } finally {
    if (done.length > 0 || json)
      printIncidents(
        done.map(({ row }) => row),
        json,
      )
    for (const note of done.map(overText)) if (note && !json) console.log(note)
  }
  if (ids.length > 0) return
  console.error(`No open incident matches: nothing was changed. See: ${terminal} incidents --open`)
  process.exitCode = 1
}

const verbs = [
  ['ack', 'acknowledge', 'acknowledge: nobody else is notified any more'],
  ['resolve', 'resolve', 'say that it is over: everyone who was notified hears so'],
  ['escalate', 'escalate', 'take the next step of the policy now'],
  ['take-over', 'take-over', 'make it yours, whoever acknowledged it before'],
] as const

const severities = ['critical', 'warning', 'info'] as const

/** What says until when an incident is snoozed. */
interface Snooze {
  readonly until?: Date
  readonly for?: number
}

/** @throws UsageError where nothing says until when, or both do */
const snoozeEnd = ({ until, for: span }: Snooze): string => {
  if ((until === undefined) === (span === undefined))
    throw new UsageError('Write until when it is snoozed: either --for or --until.')
  return (until ?? new Date(Date.now() + (span ?? 0))).toISOString()
}

/** A verb that acts on incidents: named by their ids, or selected. */
const registerVerb = (
  incidents: Command,
  verb: string,
  action: IncidentAction,
  description: string,
  find: Find,
): Command =>
  incidents
    .command(`${verb} [ids...]`)
    .description(`${description}; the first digits of an id will do`)
    .option('--alarm <pattern>', 'instead of ids: what is open about alarms of this name; * stands for any characters')
    .addOption(
      new Option('--severity <severity>', 'instead of ids: what is open and of this severity').choices(severities),
    )
    .option('--policy <name>', 'instead of ids: what is open and goes through this policy')
    .option('--all', 'instead of ids: everything that is open')
    .option(...jsonOption)
    .action(async (ids: string[], options: Chosen & { to?: string } & Snooze, command: Command) => {
      const { to, alarm, severity, policy, all } = options
      // `incidents` has an option of that name too, and then it gets it, wherever it stands.
      const { json = false } = command.optsWithGlobals<JsonOption>()
      const until = action === 'snooze' ? snoozeEnd(options) : undefined
      const deployment = await find()
      const chosen = await idsOf(ids, { alarm, severity, policy, all }, deployment)
      await actOnAll(deployment, chosen, { action, to, ...(until ? { until } : {}) }, json)
    })

type Find = () => Promise<Deployment>

type ListOptions = JsonOption &
  Pick<IncidentFilter, 'open' | 'alarm' | 'severity' | 'policy' | 'since' | 'search'> & {
    readonly mine?: string | true
    readonly until?: Date
    readonly limit: number
  }

/** `nightshift incidents`, with what can be done about one. @param find finds the deployment that is asked */
export const registerIncidents = (program: Command, find: Find = findDeployment): void => {
  const incidents = program
    .command('incidents')
    .description('what was wrong, since when, who was notified, who acknowledged')
    .option('--open', 'only those that are not over')
    .option('--mine [name]', 'only those that called you, or that you acted on; under another name than your own here')
    .option('--alarm <pattern>', 'only those about alarms of this name; * stands for any characters')
    .addOption(new Option('--severity <severity>', 'only those of this severity').choices(severities))
    .option('--policy <name>', 'only those that go through this policy')
    .option(...sinceFlag)
    .option('--until <time>', 'only those that opened before, such as 2026-11-21T02:30:00+09:00', instantOption)
    .option('--search <text>', 'only those with this text in their alarm, title, reason or note')
    .option('--limit <count>', 'at most so many, newest first', countOption, 50)
    .option(...jsonOption)
    .action(async ({ json = false, mine, until, ...options }: ListOptions) => {
      const deployment = await find()
      const { limit } = options
      const rows = await readIncidents(deployment, {
        ...options,
        ...(mine === undefined ? {} : { mine: mine === true ? asker() : mine }),
        ...(until ? { until: until.toISOString() } : {}),
        limit: limit + 1,
      })
      printIncidents(rows.slice(0, limit), json)
      noteCut(rows.length > limit, limit, howToSeeMore(limit))
    })
  for (const [verb, action, description] of verbs) registerVerb(incidents, verb, action, description, find)
  registerVerb(incidents, 'hand-over', 'hand-over', 'give it to a responder, who is notified', find).requiredOption(
    '--to <responder>',
    'short name of a responder',
  )
  registerVerb(
    incidents,
    'snooze',
    'snooze',
    'keep it quiet for a time: it is yours, and comes back if it is not over',
    find,
  )
    .option('--for <span>', 'for so long: 90m, 12h or 7d', spanOption)
    .option('--until <time>', 'until then, such as 2026-11-21T02:30:00+09:00', instantOption)
  registerShow(incidents, find)
  registerNote(incidents, find)
  registerTimes(incidents, find)
}
