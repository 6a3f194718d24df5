import type { Command } from 'commander'
import type { DoctorRow } from '../api/doctor.ts'
import { shorten } from '../shared/text.ts'
import { findPlace } from './deployment.ts'
import { type JsonOption, jsonOption } from './options.ts'
import { longestCell, paint, printable, printRows } from './print.ts'

/** How long an address may take to answer. */
const patienceMs = 10_000

const get = async (address: string): Promise<{ readonly status: number; readonly body: string }> => {
  const answer = await fetch(address, { redirect: 'manual', signal: AbortSignal.timeout(patienceMs) })
  return { status: answer.status, body: await answer.text() }
}

/** What is not well, a few lines each: a table has no room for a command that is to be copied. */
const advice = ({ check, found, meaning, fix }: DoctorRow): string =>
  [paint('bold', check), ...[found, meaning, `→ ${fix}`].filter((line) => line !== undefined).map(printable)].join(
    '\n  ',
  )

/** `nightshift doctor` */
export const registerDoctor = (program: Command): void => {
  program
    .command('doctor')
    .description(
      'is the account fit for it? SES, SMS, quotas, roles: what no template makes, before a deployment and after',
    )
    .option(...jsonOption)
    .action(async ({ json = false }: JsonOption) => {
      // Its clients are many, and the other nouns do without them.
      const { examine, isWell } = await import('../api/doctor.ts')
      const { config, local, connect, now } = await findPlace()
      const rows = await examine({ config, local, connect, now, get })
      printRows(
        rows,
        { json },
        { '': ({ state }) => state, Check: ({ check }) => check, Found: ({ found }) => shorten(found, longestCell) },
        '',
      )
      const unwell = rows.filter((row) => !isWell(row))
      if (unwell.length === 0) return
      process.exitCode = 1
      const advised = unwell.filter(({ fix }) => fix !== undefined)
      if (!json) console.log(`\n${advised.map(advice).join('\n\n')}`)
    })
}
