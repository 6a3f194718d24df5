import type { Command } from 'commander'
import {
  type AskedAction,
  type HoursPlan,
  longestReason,
  planOfHours,
  type SavingsRow,
  type Shown,
  savingsIn,
  showHours,
  switchTarget,
  yearOfHours,
} from '../api/hours.ts'
import { UsageError } from '../api/usage-error.ts'
import { asker } from './asker.ts'
import { findDeployment } from './deployment.ts'
import { printYears, registerImport, yearOption } from './hours-calendars.ts'
import { instantOption, type JsonOption, jsonOption, monthOption, spanOption, textOption } from './options.ts'
import { localTime, printRows } from './print.ts'

const stateNow = ({ order, trouble, hand, wanted }: Shown): string => {
  if (trouble) return 'wrong'
  if (order) return order.action === 'stop' ? 'stopping' : 'starting'
  if (hand) return `${hand.state} by hand`
  return wanted ?? 'as it is'
}

const why = ({ because, override, trouble, hand, until }: Shown): string => {
  if (trouble) return `${trouble.words} (${trouble.code})`
  if (hand)
    return `${because?.text ?? ''}; what was done by hand stays until ${localTime(until) || 'somebody changes it'}`
  if (override) return `${override.by} until ${localTime(override.until)}${override.why ? `: ${override.why}` : ''}`
  return because?.text ?? 'its calendar has said nothing yet'
}

const printShown = (rows: readonly Shown[], json: boolean): void => {
  printRows(
    rows,
    { json },
    {
      Target: ({ target }) => target,
      State: stateNow,
      Since: ({ since }) => localTime(since),
      Why: why,
      Next: ({ next: [first] }) => (first ? `${first.state} ${localTime(first.at.toISOString())}` : ''),
    },
    'No look has seen a target yet.',
  )
  const [only, ...others] = rows
  if (json || only === undefined || others.length > 0) return
  for (const { at, state, because } of only.next)
    console.log(`  ${localTime(at.toISOString())}  ${state}  ${because.text}`)
}

interface ShowOptions extends JsonOption {
  readonly at?: Date
  readonly year?: number
  readonly until?: Date
}

const printPlan = ({ targets, held, unknownCalendars, denied, unseen }: HoursPlan, json: boolean): void => {
  printRows(
    targets,
    { json },
    {
      Target: ({ target }) => target,
      Calendar: ({ calendar }) => calendar,
      Now: ({ observed }) => observed,
      Would: ({ would, dry }) => (dry && would !== 'nothing' ? `${would}, once confirmed` : would),
      Why: (row) => row.why,
    },
    'The config names nothing that AWS knows.',
  )
  if (json) return
  for (const { entry, stops } of held)
    console.log(`${entry}: nothing would be stopped, because ${stops} would be, more than were confirmed.`)
  for (const { calendar, example } of unknownCalendars)
    console.log(`The tag of ${example} names the calendar "${calendar}", which there is not: nothing is done about it.`)
  for (const { kind, action } of denied) console.log(`${kind}: your credentials may not ${action}.`)
  for (const entry of unseen) console.log(`${entry}: AWS could not be asked what it means.`)
}

const dollars = (amount: number): string => amount.toFixed(2)

const printSavings = (rows: readonly SavingsRow[], json: boolean): void => {
  printRows(
    rows,
    { json },
    {
      Month: ({ month }) => month,
      Target: ({ target }) => target,
      'Hours off': ({ hours }) => hours,
      'List price': ({ list }) => dollars(list),
      'Still paid': ({ paid }) => dollars(paid),
      'Saved, US$': ({ saved }) => dollars(saved),
    },
    'Nothing was seen to be stopped in that month.',
  )
  if (json || rows.length === 0) return
  console.log(`\nTogether ${dollars(rows.reduce((sum, { saved }) => sum + saved, 0))} US dollars, by list prices.`)
  const unpriced = [...new Set(rows.flatMap((row) => row.unpriced))]
  if (unpriced.length > 0)
    console.log(`Not counted, because no price is known: ${unpriced.join(', ')} (hours.prices takes yours).`)
}

interface WhyOption extends JsonOption {
  readonly why?: string
}

interface OverrideOptions extends WhyOption {
  readonly until?: Date
  readonly for?: number
}

const whyFlag = ['--why <text>', `why, in at most ${longestReason} characters`, textOption(longestReason)] as const

const act = async (name: string, action: AskedAction, json: boolean): Promise<void> => {
  const deployment = await findDeployment()
  const { target } = await switchTarget(deployment, name, action, asker())
  printShown(await showHours(deployment, { target }), json)
}

const isState = (text: string): text is 'running' | 'stopped' => text === 'running' || text === 'stopped'

const registerOverride = (hours: Command): void => {
  hours
    .command('override <target> <state>')
    .description('have a target running or stopped until a time, whatever its calendar says')
    .option('--until <time>', 'until then, such as 2026-11-21T02:30:00+09:00', instantOption)
    .option('--for <span>', 'for so long: 90m, 12h or 7d', spanOption)
    .option(...whyFlag)
    .option(...jsonOption)
    .action(async (name: string, state: string, _: OverrideOptions, self: Command) => {
      const { json = false, until, for: span, why: reason } = self.optsWithGlobals<OverrideOptions>()
      if (!isState(state)) throw new UsageError(`"${state}" is not a state: running or stopped.`)
      if ((until === undefined) === (span === undefined)) throw new UsageError('Either --until or --for.')
      const end = until ?? new Date(Date.now() + (span ?? 0))
      await act(name, { action: 'override', state, until: end, ...(reason ? { why: reason } : {}) }, json)
    })
}

const simple = {
  start: 'start a target now; it stays on until its calendar next says something',
  stop: 'stop a target now; it stays off until its calendar next says something',
  release: 'end an override: the calendar decides again',
} as const

const registerSimple = (hours: Command): void => {
  for (const action of ['start', 'stop', 'release'] as const)
    hours
      .command(`${action} <target>`)
      .description(simple[action])
      .option(...whyFlag)
      .option(...jsonOption)
      .action(async (name: string, _: WhyOption, self: Command) => {
        const { json = false, why: reason } = self.optsWithGlobals<WhyOption>()
        await act(name, { action, ...(reason ? { why: reason } : {}) }, json)
      })
  hours
    .command('extend <target> <span>')
    .description('keep a target on for so much longer than it would be: 90m, 2h')
    .option(...whyFlag)
    .option(...jsonOption)
    .action(async (name: string, span: string, _: WhyOption, self: Command) => {
      const { json = false, why: reason } = self.optsWithGlobals<WhyOption>()
      const seconds = spanOption(span) / 1000
      await act(name, { action: 'extend', seconds, ...(reason ? { why: reason } : {}) }, json)
    })
}

/** `nightshift hours`: why something is on or off, what would happen, and what a person wants instead. */
export const registerHours = (program: Command): void => {
  const show = async (target: string | undefined, { json = false, at, until, year }: ShowOptions): Promise<void> => {
    const deployment = await findDeployment()
    if (year !== undefined) printYears(await yearOfHours(deployment, { target, year }), json)
    else printShown(await showHours(deployment, { target, at, until }), json)
  }
  const hours = program
    .command('hours')
    .description('what is switched on and off by a calendar, and why it is as it is')
    .option(...jsonOption)
    .action((options: JsonOption) => show(undefined, options))
  hours
    .command('show [target]')
    .description('why a target is on or off: which rule, which override, until when; and its next changes')
    .option('--at <time>', 'another time than now', instantOption)
    .option('--until <time>', 'every change up to then', instantOption)
    .option('--year <year>', 'a year of its calendar, or of all, day by day', yearOption)
    .option(...jsonOption)
    .action((target: string | undefined, _: ShowOptions, self: Command) =>
      show(target, self.optsWithGlobals<ShowOptions>()),
    )
  hours
    .command('plan')
    .description('what would happen now by the config as it is edited; nothing is done')
    .option(...jsonOption)
    .action(async (_: JsonOption, self: Command) => {
      const { json = false } = self.optsWithGlobals<JsonOption>()
      const plan = await planOfHours(await findDeployment())
      printPlan(plan, json)
      if (plan.denied.length > 0 || plan.unseen.length > 0) process.exitCode = 1
    })
  registerImport(hours)
  registerOverride(hours)
  registerSimple(hours)
  hours
    .command('savings')
    .description('hours that targets were seen to be stopped, and what that saved by list prices')
    .option('--month <month>', 'another month than this one: 2026-11', monthOption)
    .option(...jsonOption)
    .action(async (_: JsonOption & { month?: string }, self: Command) => {
      const { json = false, month } = self.optsWithGlobals<JsonOption & { month?: string }>()
      const deployment = await findDeployment()
      printSavings(await savingsIn(deployment, month ?? deployment.now().toISOString().slice(0, 7)), json)
    })
}
