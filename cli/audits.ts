import { type Command, Option } from 'commander'
import { acceptFinding, type FindingRow, findingsOf, longestReason, runAudits } from '../api/audits.ts'
import type { Deployment } from '../api/deployment.ts'
import { type AuditName, auditNames } from '../shared/audits/finding.ts'
import { shorten } from '../shared/text.ts'
import { asker } from './asker.ts'
import { registerWho } from './audits-who.ts'
import { findDeployment } from './deployment.ts'
import { fullId } from './full-id.ts'
import { instantOption, type JsonOption, jsonOption, textOption } from './options.ts'
import { localTime, longestCell, printRows } from './print.ts'

type Find = () => Promise<Deployment>

const money = (dollars: number | undefined): string => (dollars ? `$${dollars.toFixed(2)}` : '')

const stateText = ({ state, severity, accepted }: FindingRow): string => {
  if (state === 'accepted') return `accepted until ${localTime(accepted?.until)}`
  return state === 'fixed' ? 'fixed' : severity
}

const printFindings = (rows: readonly FindingRow[], json: boolean): void =>
  printRows(
    rows,
    { json },
    {
      Id: ({ id }) => id,
      State: stateText,
      Finding: ({ title }) => title,
      'A month': ({ dollars }) => money(dollars),
      Owner: ({ owner }) => owner ?? '',
      'First seen': ({ firstSeen }) => localTime(firstSeen),
      'What to do': ({ advice }) => shorten(advice, longestCell),
    },
    'Nothing is found.',
  )

const registerRun = (audits: Command, find: Find): void => {
  audits
    .command('run')
    .description('have every audit look now, as the schedule would')
    .option(...jsonOption)
    .action(async (_: object, self: Command) => {
      const { json = false } = self.optsWithGlobals<JsonOption>()
      const outcomes = await runAudits(await find())
      if (outcomes.some(({ failed }) => failed.length > 0)) process.exitCode = 1
      printRows(
        outcomes,
        { json },
        {
          Audit: ({ audit }) => audit,
          Open: ({ open }) => open,
          New: ({ found }) => found,
          Fixed: ({ fixed }) => fixed,
          'Could not look': ({ failed }) => failed.map(({ check, reason }) => `${check}: ${reason}`).join('; '),
        },
        'The deployed config wants no audit.',
      )
    })
}

const registerFindings = (audits: Command, find: Find): void => {
  audits.action(async ({ json = false }: JsonOption) => printFindings(await findingsOf(await find()), json))
  audits
    .command('findings')
    .description('what the audits have found, the worst first')
    .option('--all', 'those too that are fixed')
    .addOption(new Option('--audit <name>', 'only those of one audit').choices([...auditNames]))
    .option(...jsonOption)
    .action(async (_: object, self: Command) => {
      const {
        json = false,
        all = false,
        audit,
      } = self.optsWithGlobals<JsonOption & { readonly all?: boolean; readonly audit?: AuditName }>()
      printFindings(await findingsOf(await find(), { all, audit }), json)
    })
}

const registerAccept = (audits: Command, find: Find): void => {
  audits
    .command('accept')
    .argument('<id>', 'its id, or the beginning of it')
    .description('accept a finding for a time: it no longer counts nor pages until then')
    .requiredOption('--until <time>', 'until then, such as 2027-03-31 or 2026-12-24T18:00:00+09:00', instantOption)
    .requiredOption('--why <text>', `why, in at most ${longestReason} characters`, textOption(longestReason))
    .option(...jsonOption)
    .action(async (typed: string, _: object, self: Command) => {
      const {
        json = false,
        until,
        why,
      } = self.optsWithGlobals<JsonOption & { readonly until: Date; readonly why: string }>()
      const deployment = await find()
      const id = fullId(typed, await findingsOf(deployment), { what: 'open finding', list: 'audits findings' })
      await acceptFinding(deployment, { id, until: until.toISOString(), why, by: asker() })
      printFindings(
        (await findingsOf(deployment)).filter((row) => row.id === id),
        json,
      )
    })
}

/**
 * `nightshift audits`: what is wrong with the account, and what of it somebody has accepted.
 * @param find the deployment that is asked and acted on
 */
export const registerAudits = (program: Command, find: Find = findDeployment): void => {
  const audits = program
    .command('audits')
    .description(
      'what is wrong with the account: credentials, certificates, open doors, waste, limits; and who did what to it',
    )
    .option(...jsonOption)
  registerRun(audits, find)
  registerFindings(audits, find)
  registerAccept(audits, find)
  registerWho(audits)
}
