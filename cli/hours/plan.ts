import type { Command } from 'commander'
import type { Deployment } from '../../api/deployment.ts'
import { type HoursPlan, planOfHours } from '../../api/hours.ts'
import { type JsonOption, jsonOption } from '../options.ts'
import { printableLines, printRows } from '../print.ts'

const notes = ({ held, unknownCalendars, denied, unseen }: HoursPlan): string[] => [
  ...held.map(
    ({ entry, stops }) =>
      `${entry}: nothing would be stopped, because ${stops} would be off: over 20 % more than were confirmed.`,
  ),
  ...unknownCalendars.map(
    ({ calendar, example }) =>
      `The tag of ${example} names the calendar "${calendar}", which does not exist: nothing is done about it.`,
  ),
  ...denied.map(({ kind, action }) => `${kind}: your credentials may not ${action}.`),
  ...unseen.map((entry) => `${entry}: AWS could not be asked which targets it has.`),
]

const printPlan = (plan: HoursPlan, json: boolean): void => {
  printRows(
    plan.targets,
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
  // With --json they go past the rows, to where a person sees them.
  for (const note of notes(plan)) console[json ? 'error' : 'log'](printableLines(note))
}

/** @param find the deployment that is asked */
export const registerPlan = (hours: Command, find: () => Promise<Deployment>): void => {
  hours
    .command('plan')
    .description('what would happen now by the config as it is edited; nothing is done')
    .option(...jsonOption)
    .action(async (_: JsonOption, self: Command) => {
      const { json = false } = self.optsWithGlobals<JsonOption>()
      const plan = await planOfHours(await find())
      printPlan(plan, json)
      if (plan.denied.length > 0 || plan.unseen.length > 0) process.exitCode = 1
    })
}
