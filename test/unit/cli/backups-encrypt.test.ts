import { jest } from '@jest/globals'
import { Command, CommanderError } from 'commander'
import { UsageError } from '../../../api/usage-error.ts'
import { registerBackups } from '../../../cli/backups.ts'
import { act } from '../../../functions/backups/engine/act.ts'
import { parseBackupsEvent } from '../../../functions/backups/rules/event.ts'
import { fakeDeployment } from '../api/deployment.ts'
import { encryptionScene, key } from '../backups/encryption-scene.ts'

/** Types a command against the real function over RDS in memory. */
const typist = () => {
  const scene = encryptionScene()
  const send = async (command: unknown) => {
    const { Payload } = (command as { readonly input: { readonly Payload: string } }).input
    const event = parseBackupsEvent(JSON.parse(Payload))
    if (!('action' in event)) throw new Error('no action')
    return { Payload: new TextEncoder().encode(JSON.stringify(await act(event, scene.world(scene.at())))) }
  }
  const deployment = fakeDeployment({ outputs: { BackupsFunction: 'backups' }, clients: { LambdaClient: { send } } })
  return {
    scene,
    type: async (...args: string[]) => {
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
        await program.parseAsync(['backups', 'encrypt', ...args], { from: 'user' })
        return { exit: 0, out: printed.mock.calls.map(([line]) => String(line)).join('\n'), said: '' }
      } catch (error) {
        if (!(error instanceof UsageError || error instanceof CommanderError)) throw error
        return { exit: 2, out: '', said: `${complaints.join('')}${error.message}` }
      } finally {
        printed.mockRestore()
      }
    },
  }
}

test.each<[string[], string]>([
  [[], "missing required argument 'name'"],
  [['shop'], 'By which key?'],
  [['shop', '--confirm'], 'By which key?'],
  [['shop', '--finish', '--back'], 'Either --finish'],
  [['shop', '--finish', '--confirm'], '--finish goes without --key and --confirm'],
  [['shop', '--finish'], 'shop is not being encrypted'],
  [['nothing', '--key', key], 'The config does not let nothing be encrypted'],
  [['shop', '--key', 'alias/shop'], 'does not name the key alias/shop'],
])('bad use, backups encrypt %j, exits with 2 and does nothing', async (args, text) => {
  const { scene, type } = typist()
  const { exit, said } = await type(...args)
  expect(said).toContain(text)
  expect([exit, scene.rds.calls]).toEqual([2, []])
})

test('the plan first, nothing done; then with --confirm it begins; it may be taken back', async () => {
  const { scene, type } = typist()
  const { out } = await type('shop', '--key', key)
  expect(out).toContain('Stop everything that writes to shop')
  expect(out).toContain('--confirm')
  expect(JSON.parse((await type('shop', '--key', key, '--json')).out)[0]).toMatchObject({ about: 'you' })
  expect(await scene.processes()).toEqual([])
  expect(JSON.parse((await type('shop', '--key', key, '--confirm', '--json')).out)).toMatchObject([
    { process: 'encryption', target: 'rds-instance/shop', step: 'snapshotting' },
  ])
  expect((await type('shop', '--back')).out).toContain('undoing')
})
