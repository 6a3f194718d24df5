import type { Command } from 'commander'
import type { Deployment } from '../../api/deployment.ts'
import { type Shown, showHours, yearOfHours } from '../../api/hours.ts'
import { UsageError } from '../../api/usage-error.ts'
import { instantOption, type JsonOption, jsonOption, yearOption } from '../options.ts'
import { localTime, printableLines, printRows } from '../print.ts'
import { yearText } from './year.ts'

const stateNow = ({ order, trouble, hand, wanted }: Shown): string => {
  if (trouble) return trouble.code === 'left-off' ? 'left off' : 'in trouble'
  if (order) return order.action === 'stop' ? 'stopping' : order.action === 'size' ? 'changing size' : 'starting'
  if (hand) return `${hand.state} ${hand.found ? 'as it was found' : 'by hand'}`
  return wanted ?? 'as it is'
}

const why = ({ because, override, trouble, hand, until }: Shown): string => {
  if (trouble) return `${trouble.words} (${trouble.code})`
  if (hand) {
    const what = hand.found ? 'that was before it was first seen; it stays so' : 'what was done by hand stays'
    return `${because?.text ?? ''}; ${what} until ${localTime(until) || 'somebody changes it'}`
  }
  if (override) return `${override.by} until ${localTime(override.until)}${override.why ? `: ${override.why}` : ''}`
  return because === undefined ? 'its calendar has said nothing yet' : `${because.text} (${because.path})`
}

/** Targets with why each is on or off; of a single one its next changes too. */
export const printShown = (rows: readonly Shown[], json: boolean): void => {
  printRows(
    rows,
    { json },
    {
      Target: ({ target }) => target,
      State: stateNow,
      Since: ({ since }) => (since === undefined || Date.parse(since) === 0 ? '' : localTime(since)),
      Why: why,
      Next: ({ next: [first] }) => (first ? `${first.state} ${localTime(first.at.toISOString())}` : ''),
    },
    'No look has seen a target yet.',
  )
  const [only, ...others] = rows
  if (json || only === undefined || others.length > 0) return
  for (const { at, state, because } of only.next)
    console.log(printableLines(`  ${localTime(at.toISOString())}  ${state}  ${because.text}`))
}

interface ShowOptions extends JsonOption {
  readonly at?: Date
  readonly until?: Date
  readonly year?: number | true
}

const showYear = async (
  deployment: Deployment,
  target: string | undefined,
  { json = false, at, until, year }: ShowOptions,
): Promise<void> => {
  if (at || until) throw new UsageError('--year shows a whole year: leave out --at and --until.')
  const years = await yearOfHours(deployment, { target, year: year === true ? undefined : year })
  const rows = years.flatMap(({ calendar, days }) => days.map((day) => ({ calendar, ...day })))
  if (json) printRows(rows, { json }, {}, '')
  else console.log(printableLines(years.map((each) => yearText(each, process.stdout.columns ?? 100)).join('\n\n')))
}

/** @param find the deployment that is asked */
export const registerShow = (hours: Command, find: () => Promise<Deployment>): void => {
  const show = async (target: string | undefined, options: ShowOptions): Promise<void> => {
    const { json = false, at, until, year } = options
    if (at && until && until <= at) throw new UsageError('--until must be after --at.')
    const deployment = await find()
    if (year !== undefined) await showYear(deployment, target, options)
    else printShown(await showHours(deployment, { target, at, until }), json)
  }
  hours.action((options: JsonOption) => show(undefined, options))
  hours
    .command('show [target]')
    .description('why a target is on or off: which rule, which override, until when; and its next changes')
    .option('--at <time>', 'another time than now', instantOption)
    .option('--until <time>', 'every change up to then', instantOption)
    .option('--year [year]', 'a year of it, or of all calendars, day by day: this year, or such as 2027', yearOption)
    .option(...jsonOption)
    .action((target: string | undefined, _: ShowOptions, self: Command) =>
      show(target, self.optsWithGlobals<ShowOptions>()),
    )
}
