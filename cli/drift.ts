import { setTimeout } from 'node:timers/promises'
import type { Command } from 'commander'
import type { DriftRow } from '../api/drift.ts'
import { shorten } from '../shared/text.ts'
import { findDeployment } from './deployment.ts'
import { type JsonOption, jsonOption } from './options.ts'
import { longestCell, printRows } from './print.ts'

/** How many resources of each type were not looked at, the most first. */
const notChecked = (rows: readonly DriftRow[]): string => {
  const counts = Map.groupBy(rows, ({ type = '' }) => type)
  return [...counts]
    .sort(([, one], [, other]) => other.length - one.length)
    .map(([type, of]) => `${type} (${of.length})`)
    .join(', ')
}

/** `nightshift drift`: whether what is deployed is still as its templates say. */
export const registerDrift = (
  program: Command,
  find = findDeployment,
  pause: (ms: number) => Promise<unknown> = setTimeout,
): void => {
  program
    .command('drift')
    .description('whether what is deployed is still as its templates say; exits 1 where somebody changed it')
    .option(...jsonOption)
    .action(async ({ json = false }: JsonOption) => {
      const { detectDrift, isWell } = await import('../api/drift.ts')
      const rows = await detectDrift(await find(), pause)
      if (!rows.every(isWell)) process.exitCode = 1
      const [unchecked, told] = [
        rows.filter(({ state }) => state === 'not-checked'),
        rows.filter(({ state }) => state !== 'not-checked'),
      ]
      printRows(
        json ? rows : told,
        { json },
        {
          State: ({ state }) => state,
          Resource: ({ stack, resource }) => (resource === undefined ? stack : `${stack}/${resource}`),
          Property: ({ property }) => property,
          Template: ({ expected = '' }) => shorten(expected, longestCell),
          There: ({ actual = '' }) => shorten(actual, longestCell),
          Why: ({ why }) => why,
        },
        'Every resource that CloudFormation looks at is as its template says.',
      )
      if (!json && unchecked.length > 0)
        console.log(`\nNot looked at, because CloudFormation cannot: ${notChecked(unchecked)}.`)
    })
}
