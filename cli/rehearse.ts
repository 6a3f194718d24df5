import { type Command, InvalidArgumentError, Option } from 'commander'
import { type Past, rehearse } from '../functions/alerts/engine/rehearse.ts'
import type { RehearsalRow, Told } from '../functions/alerts/rules/comparison.ts'
import { awsEffects } from '../functions/alerts/world/effects.ts'
import { readIncidentFile } from '../functions/alerts/world/world.ts'
import { inParallel } from '../shared/in-parallel.ts'
import { type Ledger, ledgerDays } from '../shared/ledger/ledger.ts'
import type { TransitionRecord } from '../shared/ledger/records.ts'
import { log } from '../shared/log.ts'
import { findDeployment } from './deployment.ts'
import { type JsonOption, jsonOption, spanOption } from './options.ts'
import { localTime, printRows } from './print.ts'

/** Milliseconds of the time before, replayed for what it left open: incidents that inhibit, alarms that flap. */
const leadTime = 86_400_000

/** Most transitions of one rehearsal, so that it ends within a minute or two. */
const mostTransitions = 10_000

/** How many incidents are read at once. */
const atOnce = 16

/** Reads what came in since an instant, and what became of it. */
export const readPast = async (ledger: Ledger, since: Date): Promise<Past> => {
  const transitions = await ledger.list<TransitionRecord>('transition', {
    since: since.toISOString(),
    limit: mostTransitions,
  })
  // Not those that were open before: the rehearsal cannot open them.
  const ids = transitions.flatMap(({ outcome, incident }) =>
    incident && (outcome === 'opened' || outcome === 'held') ? [incident] : [],
  )
  const held = new Map(transitions.flatMap((each) => (each.outcome === 'held' ? [[each.incident, each.reason]] : [])))
  const incidents = await inParallel(ids, atOnce, async (id) => {
    const file = await readIncidentFile({ ledger }, id)
    return file ? [{ ...file, heldBy: held.get(id) }] : []
  })
  return { transitions, incidents: incidents.flat() }
}

/** Parses a span of an option to milliseconds, no longer than the ledger remembers. */
export const rehearsedSpan = (text: string): number => {
  const span = spanOption(text)
  if (span > ledgerDays * 86_400_000)
    throw new InvalidArgumentError(`"${text}" is too far back: the ledger keeps ${ledgerDays} days.`)
  return span
}

const toldText = (told: readonly Told[]): string =>
  told.map(({ to, channel, at }) => `${localTime(at).slice(11)} ${to} ${channel}`).join(', ') || 'nobody'

export const registerRehearse = (program: Command): void => {
  program
    .command('rehearse')
    .description('who would have been told by the config as it is now edited, on what really happened; sends nothing')
    .addOption(
      new Option('--since <span>', 'how far back, such as 12h or 30d')
        .argParser(rehearsedSpan)
        .default(7 * 86_400_000, '7d'),
    )
    .option('--all', 'also the incidents that would have gone the same way')
    .option(...jsonOption)
    .action(async ({ since: span, all = false, json = false }: JsonOption & { since: number; all?: boolean }) => {
      const deployment = await findDeployment()
      // The engine writes what it does to the log; here that would be between the rows.
      log.setLogLevel('SILENT')
      const { alerts } = deployment.config
      const until = new Date()
      const since = new Date(until.getTime() - span)
      const past = await readPast(deployment.ledger(), new Date(since.getTime() - leadTime))
      if (past.transitions.length >= mostTransitions)
        console.error(`Only the newest ${mostTransitions} transitions are rehearsed.`)
      const { tagsOf } = awsEffects(alerts, { fallbackTopic: '', timersQueue: '', linkBase: undefined })
      const rows = await rehearse(past, alerts, { since, until, tagsOf })
      const shown = all ? rows : rows.filter(({ change }) => change !== 'same')
      printRows<RehearsalRow>(
        shown,
        { json },
        {
          Opened: ({ openedAt }) => localTime(openedAt),
          Alarm: ({ alarm }) => alarm,
          Change: ({ change }) => change,
          Was: ({ was }) => toldText(was),
          Would: ({ would }) => toldText(would),
          Reason: ({ reason }) => reason,
        },
        rows.length === 0
          ? 'Nothing has happened in that time.'
          : `Nothing would have gone another way, for ${rows.length} ${rows.length === 1 ? 'incident' : 'incidents'}.`,
      )
      if (!json && shown.length > 0)
        console.log(`${shown.length} of ${rows.length} incidents would have gone another way. Nothing was sent.`)
    })
}
