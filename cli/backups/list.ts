import type { Command } from 'commander'
import { processesOf, type SavedRow, savedOf } from '../../api/backups.ts'
import type { Deployment } from '../../api/deployment.ts'
import { type JsonOption, jsonOption } from '../options.ts'
import { localTime, printRows } from '../print.ts'

type Find = () => Promise<Deployment>

const stateOf = ({ failing, isLate, isLeft, newest }: SavedRow): string => {
  if (isLeft) return 'not in the config any more'
  if (failing) return 'failing'
  if (isLate) return newest ? 'too old' : 'none yet'
  return 'good'
}

const printSaved = async (deployment: Deployment, json: boolean): Promise<void> => {
  const rows = await savedOf(deployment)
  if (rows.some(({ failing, isLate }) => failing || isLate)) process.exitCode = 1
  printRows(
    rows,
    { json },
    {
      Plan: ({ plan }) => plan,
      Of: ({ target }) => target,
      In: ({ region }) => region ?? 'here',
      State: stateOf,
      'Newest good': ({ newest }) => (newest ? localTime(newest.at) : ''),
      Held: ({ count }) => count,
      Why: ({ failing }) => failing?.reason ?? '',
    },
    'No snapshot was taken yet.',
  )
}

const printProcesses = async (deployment: Deployment, json: boolean): Promise<void> =>
  printRows(
    await processesOf(deployment),
    { json },
    {
      Id: ({ id }) => id,
      Process: ({ process }) => process,
      Of: ({ target }) => target,
      Since: ({ since }) => localTime(since),
      State: ({ step, ended, trouble }) => ended?.outcome ?? (trouble ? `${step}, does not get on` : step),
      Why: ({ ended, trouble }) => ended?.reason ?? trouble ?? '',
    },
    'Nothing was begun yet.',
  )

export const registerList = (backups: Command, find: Find): void => {
  backups
    .command('list')
    .description('what each plan holds, here and in other regions; exit status 1 where a backup fails or is too old')
    .option('--processes', 'what is under way or was done instead, the newest first')
    .option(...jsonOption)
    .action(async (_: object, self: Command) => {
      const { json = false, processes = false } = self.optsWithGlobals<JsonOption & { readonly processes?: boolean }>()
      await (processes ? printProcesses : printSaved)(await find(), json)
    })
}
