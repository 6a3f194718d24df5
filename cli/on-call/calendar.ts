import type { Command } from 'commander'
import { calendarOf, makeCalendar, revokeCalendars } from '../../api/alerts.ts'
import type { Deployment } from '../../api/deployment.ts'
import { UsageError } from '../../api/usage-error.ts'
import { asker } from '../asker.ts'
import { type JsonOption, jsonOption } from '../options.ts'
import { printRows } from '../print.ts'

interface CalendarOptions extends JsonOption {
  readonly revoke?: boolean
  readonly text?: boolean
}

/** `nightshift on-call calendar` */
export const registerCalendar = (onCall: Command, find: () => Promise<Deployment>): void => {
  onCall
    .command('calendar')
    .argument('<name>', 'a responder, for all their turns; or a rotation')
    .description(
      'make an address at which the turns can be subscribed to, by Google, Apple, Outlook; it is shown this once',
    )
    .option('--revoke', 'end every address of this name')
    .option('--text', 'print the calendar itself, for a file; no address is made')
    .option(...jsonOption)
    .action(async (name: string, _: object, self: Command) => {
      const { json = false, revoke, text } = self.optsWithGlobals<CalendarOptions>()
      if (revoke && text) throw new UsageError('Either --revoke or --text.')
      const deployment = await find()
      if (text) process.stdout.write((await calendarOf(deployment, name)).text)
      else if (revoke) {
        const revoked = await revokeCalendars(deployment, { name, by: asker() })
        printRows([revoked], { json }, { Name: (each) => each.name, 'Addresses revoked': (each) => each.revoked }, '')
      } else {
        const made = await makeCalendar(deployment, { name, by: asker() })
        if (json) printRows([made], { json }, {}, '')
        else console.log(`${made.url}\nWhoever has it can read who is on call. End it with --revoke.`)
      }
    })
}
