import { jest } from '@jest/globals'
import { Command, CommanderError } from 'commander'
import { UsageError } from '../../../api/usage-error.ts'
import { registerBackups } from '../../../cli/backups.ts'
import { act } from '../../../functions/backups/engine/act.ts'
import { parseBackupsEvent } from '../../../functions/backups/rules/event.ts'
import type { World } from '../../../functions/backups/world/world.ts'
import { fakeDeployment } from '../api/deployment.ts'

/** Types `backups VERB …` against the real function over AWS in memory. */
export const typistOf =
  (verb: string, world: () => World) =>
  async (...args: string[]) => {
    const send = async (command: unknown) => {
      const { Payload } = (command as { readonly input: { readonly Payload: string } }).input
      const event = parseBackupsEvent(JSON.parse(Payload))
      if (!('action' in event)) throw new Error('no action')
      return { Payload: new TextEncoder().encode(JSON.stringify(await act(event, world()))) }
    }
    const deployment = fakeDeployment({ outputs: { BackupsFunction: 'backups' }, clients: { LambdaClient: { send } } })
    const printed = jest.spyOn(console, 'log').mockImplementation(() => undefined)
    const complaints: string[] = []
    try {
      const program = new Command().enablePositionalOptions()
      registerBackups(program, async () => deployment)
      const inherit = (each: Command): void => {
        each.exitOverride().configureOutput({ writeErr: (text) => complaints.push(text) })
        each.commands.forEach(inherit)
      }
      inherit(program)
      await program.parseAsync(['backups', verb, ...args], { from: 'user' })
      return { exit: 0, out: printed.mock.calls.map(([line]) => String(line)).join('\n'), said: '' }
    } catch (error) {
      if (!(error instanceof UsageError || error instanceof CommanderError)) throw error
      return { exit: 2, out: '', said: `${complaints.join('')}${error.message}` }
    } finally {
      printed.mockRestore()
    }
  }
