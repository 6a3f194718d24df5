import type { Command } from 'commander'
import {
  cancelOverride,
  longestWhy,
  type OverrideResult,
  type OverrideRow,
  overrideShift,
  readOnCall,
  swapTurns,
} from '../../api/alerts.ts'
import type { Deployment } from '../../api/deployment.ts'
import { UsageError } from '../../api/usage-error.ts'
import { asker } from '../asker.ts'
import { endOf } from '../end-of.ts'
import { fullId } from '../full-id.ts'
import { instantOption, type JsonOption, jsonOption, spanOption, textOption } from '../options.ts'
import { localTime, printRows } from '../print.ts'
import { turnColumns } from './turns.ts'

type Find = () => Promise<Deployment>

interface PeriodOptions extends JsonOption {
  readonly from?: Date
  readonly until?: Date
  readonly for?: number
  readonly why?: string
}

const withPeriod = (command: Command): Command =>
  command
    .option('--from <time>', 'from then on, such as 2026-11-21T02:30:00+09:00; default: now', instantOption)
    .option('--until <time>', 'until then', instantOption)
    .option('--for <span>', 'for so long: 90m, 12h or 7d', spanOption)
    .option('--why <text>', `why, in at most ${longestWhy} characters`, textOption(longestWhy))
    .option(...jsonOption)

/** @throws UsageError where both say until when */
const periodOf = (options: PeriodOptions) => {
  const { from, why } = options
  const end = endOf(options, from ?? new Date())
  return {
    ...(from ? { from: from.toISOString() } : {}),
    ...(end ? { until: end.toISOString() } : {}),
    ...(why ? { why } : {}),
  }
}

const partsText = ({ parts }: OverrideRow): string =>
  parts.map(({ responder, instead }) => `${responder}${instead ? ` for ${instead}` : ''}`).join(', ')

const printOverrides = (rows: readonly OverrideRow[], json: boolean): void =>
  printRows(
    rows,
    { json },
    {
      Id: ({ id }) => id,
      State: ({ state }) => state,
      Rotation: ({ rotation }) => rotation,
      Covers: partsText,
      From: ({ from }) => localTime(from),
      Until: ({ until }) => localTime(until),
      By: ({ by, endedBy }) => (endedBy ? `${by}, cancelled by ${endedBy}` : by),
      Why: ({ why }) => why,
    },
    'No override was made at run time.',
  )

/** What was made, and who is on call then. */
const printResult = ({ override, warnings, onCall }: OverrideResult, json: boolean): void => {
  printOverrides([override], json)
  if (!json && onCall.length > 0) printRows(onCall, {}, turnColumns, '')
  for (const warning of warnings) console.error(`Note: ${warning}.`)
}

const registerList = (onCall: Command, find: Find): void => {
  const overrides = onCall
    .command('overrides')
    .description('overrides and swaps made at run time; those of the config stand in it')
    .option('--all', 'those of the last week too that are over')
    .option(...jsonOption)
    .action(async (_: object, self: Command) => {
      const { json = false, all = false } = self.optsWithGlobals<JsonOption & { readonly all?: boolean }>()
      const rows = (await readOnCall(await find())).overrides
      printOverrides(
        rows.filter(({ state }) => all || state === 'now' || state === 'next'),
        json,
      )
    })
  overrides
    .command('cancel')
    .argument('<id>', 'its id, or the beginning of it')
    .description('end one now: the turns decide again')
    .option(...jsonOption)
    .action(async (typed: string, _: object, self: Command) => {
      const { json = false } = self.optsWithGlobals<JsonOption>()
      const deployment = await find()
      const rows = (await readOnCall(deployment)).overrides
      const id = fullId(typed, rows, { what: 'override', list: 'on-call overrides' })
      printResult(await cancelOverride(deployment, { id, by: asker() }), json)
    })
}

/** `nightshift on-call override`, `swap` and `overrides` */
export const registerOverrides = (onCall: Command, find: Find): void => {
  withPeriod(
    onCall
      .command('override')
      .argument('<rotation>', 'the rotation that is covered')
      .description('have somebody cover a rotation from now on, or from a time, until a time'),
  )
    .requiredOption('--who <responder>', 'who is on call then')
    .option('--instead <responder>', 'only in this person’s turns')
    .action(async (rotation: string, _: object, self: Command) => {
      const options = self.optsWithGlobals<PeriodOptions & { readonly who: string; readonly instead?: string }>()
      const { until, ...period } = periodOf(options)
      if (until === undefined) throw new UsageError('Write until when it holds: --until or --for.')
      const { who, instead, json = false } = options
      const asked = { rotation, who, ...(instead ? { instead } : {}), ...period, until, by: asker() }
      printResult(await overrideShift(await find(), asked), json)
    })
  withPeriod(
    onCall
      .command('swap')
      .argument('<rotation>', 'the rotation in which they swap')
      .description('have two people swap turns: the next one of each, or all until a time'),
  )
    .requiredOption('--who <responder>', 'one of them')
    .requiredOption('--with <responder>', 'the other one')
    .action(async (rotation: string, _: object, self: Command) => {
      const options = self.optsWithGlobals<PeriodOptions & { readonly who: string; readonly with: string }>()
      const { who, with: other, json = false } = options
      const asked = { rotation, who, with: other, ...periodOf(options), by: asker() }
      printResult(await swapTurns(await find(), asked), json)
    })
  registerList(onCall, find)
}
