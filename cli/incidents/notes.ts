import type { Command } from 'commander'
import { longestNote, mostTimed, noteIncident, readIncidentTimes } from '../../api/alerts.ts'
import type { Deployment } from '../../api/deployment.ts'
import { durationText } from '../../shared/time.ts'
import { asker } from '../asker.ts'
import { type JsonOption, jsonOption, sinceFlag, textOption } from '../options.ts'
import { localTime, noteCut, printRows } from '../print.ts'

type Find = () => Promise<Deployment>

/** `nightshift incidents note` */
export const registerNote = (incidents: Command, find: Find): void => {
  incidents
    .command('note')
    .argument('<id>', 'its id, or the beginning of it')
    .argument('<text...>', `what is to be kept with it, in at most ${longestNote} characters`)
    .description('write something down about an incident')
    .option(...jsonOption)
    .action(async (id: string, words: string[], _: object, self: Command) => {
      const { json = false } = self.optsWithGlobals<JsonOption>()
      const text = textOption(longestNote)(words.join(' '))
      const note = await noteIncident(await find(), { id, text, by: asker() })
      printRows(
        [note],
        { json },
        {
          Incident: ({ incident }) => incident.slice(0, 8),
          At: ({ at }) => localTime(at),
          By: ({ by }) => by,
          Note: (each) => each.text,
        },
        '',
      )
    })
}

const length = (seconds: number | null): string => (seconds === null ? '' : durationText(seconds))

/** `nightshift incidents times` */
export const registerTimes = (incidents: Command, find: Find): void => {
  incidents
    .command('times')
    .description('mean time to acknowledge and to resolve, by policy and month; default: this month and the two before')
    .option(...sinceFlag)
    .option(...jsonOption)
    .action(async (_: object, self: Command) => {
      const { json = false, since } = self.optsWithGlobals<JsonOption & { readonly since?: string }>()
      const { rows, isCut } = await readIncidentTimes(await find(), since ? { since: new Date(since) } : {})
      printRows(
        rows,
        { json },
        {
          Month: ({ month }) => month,
          Policy: ({ policy }) => policy,
          Incidents: (each) => each.incidents,
          Acknowledged: ({ acknowledged }) => acknowledged,
          'Mean until then': ({ meanAcknowledgeSeconds }) => length(meanAcknowledgeSeconds),
          Resolved: ({ resolved }) => resolved,
          'Mean until over': ({ meanResolveSeconds }) => length(meanResolveSeconds),
        },
        'No incident. A quiet time.',
      )
      noteCut(isCut, mostTimed, 'Ask for less with --since.')
    })
}
