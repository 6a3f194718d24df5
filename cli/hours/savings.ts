import type { Command } from 'commander'
import type { Deployment } from '../../api/deployment.ts'
import { type SavingsRow, savingsIn } from '../../api/hours.ts'
import { type JsonOption, jsonOption, monthOption } from '../options.ts'
import { printRows } from '../print.ts'

const dollars = (amount: number): string => amount.toFixed(2)

const printSavings = (rows: readonly SavingsRow[], json: boolean): void => {
  printRows(
    rows,
    { json },
    {
      Month: ({ month }) => month,
      Target: ({ target }) => target,
      'Hours off': ({ hours }) => hours.toFixed(1),
      'List price': ({ list }) => dollars(list),
      'Still paid': ({ paid }) => dollars(paid),
      'Saved, US$': ({ saved }) => dollars(saved),
    },
    'Nothing was seen to be stopped in that month.',
  )
  if (json || rows.length === 0) return
  console.log(`\nIn total: ${dollars(rows.reduce((sum, { saved }) => sum + saved, 0))} US dollars, by list prices.`)
  const unpriced = [...new Set(rows.flatMap((row) => row.unpriced))]
  if (unpriced.length > 0)
    console.log(`Not counted, because no price is known: ${unpriced.join(', ')} (hours.prices takes yours).`)
}

/** @param find the deployment that is asked */
export const registerSavings = (hours: Command, find: () => Promise<Deployment>): void => {
  hours
    .command('savings')
    .description('hours that targets were seen to be stopped, and what that saved by list prices')
    .option('--month <month>', 'another month than this one: 2026-11', monthOption)
    .option(...jsonOption)
    .action(async (_: JsonOption & { month?: string }, self: Command) => {
      const { json = false, month } = self.optsWithGlobals<JsonOption & { month?: string }>()
      const deployment = await find()
      printSavings(await savingsIn(deployment, month ?? deployment.now().toISOString().slice(0, 7)), json)
    })
}
