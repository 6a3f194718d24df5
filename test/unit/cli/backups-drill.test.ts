import { drillScene } from '../backups/drill-scene.ts'
import { typistOf } from './backups-typist.ts'

const typist = () => {
  const scene = drillScene()
  return { scene, type: typistOf('drill', () => scene.world(scene.at())) }
}

test.each<[string[], string]>([
  [[], "missing required argument 'name'"],
  [['other'], 'It has: primary'],
  [['primary', '--within', '5'], "unknown option '--within'"],
])('bad use, backups drill %j, exits with 2 and fails nothing over', async (args, text) => {
  const { scene, type } = typist()
  const { exit, said } = await type(...args)
  expect(said).toContain(text)
  expect([exit, scene.calls]).toEqual([2, []])
})

test('outside its window it is refused, with the window', async () => {
  const { scene, type } = typist()
  await scene.looks(120)
  const { exit, said } = await type('primary')
  expect([exit, scene.calls]).toEqual([2, []])
  expect(said).toContain('It is outside the window of the drill: tue from 02:00 until 04:00 in UTC.')
})

test('it begins, says where its result will be, and is not begun twice; --json is its process', async () => {
  const { scene, type } = typist()
  const { out } = await type('primary')
  expect(out).toMatch(/rds-instance\/shop +probing/)
  expect(out).toContain('How it came out: ')
  expect((await type('primary')).said).toContain('is under way')
  await scene.looks(30)
  expect((await scene.process())?.ended?.outcome).toBe('done')
  expect(JSON.parse((await type('primary', '--json')).out)).toMatchObject([
    { process: 'drill', target: 'rds-instance/shop', step: 'probing', by: expect.any(String) },
  ])
})
