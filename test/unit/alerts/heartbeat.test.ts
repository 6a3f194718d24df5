import * as fc from 'fast-check'
import { beat } from '../../../functions/alerts/engine/beat.ts'
import { checkHeartbeats } from '../../../functions/alerts/engine/heartbeat.ts'
import { silentFrom } from '../../../functions/alerts/rules/silence.ts'
import { type HeartbeatRecord, type IncidentRecord, keys } from '../../../shared/ledger/records.ts'
import { later, linkWorld, makeConfig, makeWorld, start, throttled } from './scene.ts'

const config = makeConfig({
  heartbeats: { backup: { every: '10 minutes', grace: '1 minute' }, import: { every: '1 hour' } },
})
type Scene = ReturnType<typeof makeWorld>

const tokenOf = async (scene: Scene, name = 'backup'): Promise<string> =>
  (await scene.ledger.get<HeartbeatRecord>(keys.heartbeat(name)))?.token ?? ''

test('a heartbeat is silent when its promise and its grace are over', () => {
  expect(silentFrom({ every: '10 minutes', grace: '1 minute' }, start.toISOString())).toEqual(later(660))
  expect(silentFrom({ every: '1 day', grace: '30 minutes' }, start.toISOString())).toEqual(later(88_200))
})

test('its promise counts from when it is seen first, and it keeps its address', async () => {
  const scene = makeWorld({ config })
  await checkHeartbeats(scene.world(later(0)))
  const token = await tokenOf(scene)
  expect(token).toMatch(/^[\w-]{16}$/)
  expect(await tokenOf(scene, 'import')).not.toBe(token)
  await Promise.all([1, 2].map(() => checkHeartbeats(scene.world(later(659)))))
  expect(await tokenOf(scene)).toBe(token)
  expect(await scene.incidents()).toEqual([])
  await checkHeartbeats(scene.world(later(660)))
  expect(await scene.incident()).toMatchObject({
    title: 'Heartbeat backup',
    reason: 'No sign of life for 11 minutes; it promised one every 10 minutes.',
  })
})

test('one that cannot be looked at stops no other, and is said in the end', async () => {
  const scene = makeWorld({ config })
  await checkHeartbeats(scene.world(later(0)))
  const ledger: Scene['ledger'] = {
    ...scene.ledger,
    get: (key) => (key.pk === keys.heartbeat('backup').pk ? Promise.reject(throttled()) : scene.ledger.get(key)),
  }
  await expect(checkHeartbeats(scene.world(later(3_900), { ledger }))).rejects.toThrow('ThrottlingException')
  expect(await scene.incident()).toMatchObject({ alarm: 'heartbeat/import' })
})

test('a sign by a clock that is behind takes none back; one of a heartbeat that is gone from the config counts for nothing', async () => {
  const scene = makeWorld({ config })
  await checkHeartbeats(scene.world(later(0)))
  const token = await tokenOf(scene)
  expect(await beat(token, linkWorld(scene.world(later(300))))).toBe(true)
  expect(await beat(token, linkWorld(scene.world(later(298))))).toBe(true)
  const lastAt = async () => (await scene.ledger.get<HeartbeatRecord>(keys.heartbeat('backup')))?.lastAt
  expect(await lastAt()).toBe(later(300).toISOString())
  expect(await beat(token, linkWorld(scene.world(later(400), { config: { ...config, heartbeats: {} } })))).toBe(false)
  expect(await lastAt()).toBe(later(300).toISOString())
})

test('whenever it beats: just the silences that are longer than promised are told, and each ends with the next sign', async () => {
  const only = makeConfig({ heartbeats: { backup: { every: '10 minutes', grace: '1 minute' } } })
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 8 }), async (gaps) => {
      const scene = makeWorld({ config: only })
      await checkHeartbeats(scene.world(start))
      const token = await tokenOf(scene)
      let minute = 0
      for (const gap of gaps) {
        // Half a minute after a look, so that none is at the very moment of a sign.
        for (const end = minute + gap; minute < end; minute += 1) await checkHeartbeats(scene.world(later(minute * 60)))
        await beat(token, linkWorld(scene.world(later(minute * 60 - 30))))
      }
      const incidents = await scene.ledger.list<IncidentRecord>('incident', { limit: 100 })
      // A promise ends eleven minutes after the first look, or half a minute before the eleventh look after a sign.
      expect(incidents).toHaveLength(gaps.filter((gap) => gap > 11).length)
      expect(incidents.every(({ state }) => state === 'resolved')).toBe(true)
    }),
    { numRuns: 60 },
  )
})
