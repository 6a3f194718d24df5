import { encryptionScene, key } from '../backups/encryption-scene.ts'
import { typistOf } from './backups-typist.ts'

const typist = () => {
  const scene = encryptionScene()
  return { scene, type: typistOf('encrypt', () => scene.world(scene.at())) }
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
