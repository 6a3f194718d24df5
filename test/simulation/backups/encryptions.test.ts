import fc from 'fast-check'
import { log } from '../../../shared/log.ts'
import { awsError } from '../../unit/audits/scene.ts'
import { encryptionScene } from '../../unit/backups/encryption-scene.ts'

log.setLogLevel('SILENT')

/** What happens to an encryption: how slow AWS is, which calls fail (before or after they act), what people do, and when (in looks). */
const worlds = fc.record({
  pace: fc.constantFrom(0.1, 1, 3),
  faults: fc.array(fc.record({ at: fc.nat(120), acted: fc.boolean() }), { maxLength: 25 }),
  people: fc.array(
    fc.record({
      at: fc.nat(120),
      does: fc.constantFrom(
        'encrypt-finish',
        'encrypt-back',
        'delete the copy',
        'delete the snapshot',
        'delete the encrypted one',
      ),
    }),
    { maxLength: 3 },
  ),
})

test('whatever fails and whoever interferes: the data is always there, the name is never lost, the original goes only when somebody says so', async () => {
  await fc.assert(
    fc.asyncProperty(worlds, async ({ pace, faults, people }) => {
      const scene = encryptionScene({ pace })
      const { rds } = scene
      let finished = false
      let calls = 0
      await scene.ask('encrypt')
      rds.failBy((name, acted) => {
        if (name.startsWith('Describe')) return undefined
        if (!acted) calls += 1
        return faults.some((each) => each.at === calls && each.acted === acted)
          ? awsError('InternalFailure', 500)
          : undefined
      })
      const byHand = (does: string): void => {
        const { id } = { id: scene.original.resource }
        if (does === 'delete the encrypted one') {
          const found = rds.instances.find((each) => each.encrypted && each.resource !== id && each.name !== 'shop')
          if (found) rds.drop(found)
          return
        }
        for (const name of rds.snapshots.keys())
          if (name.endsWith('-plain') === (does === 'delete the snapshot')) rds.snapshots.delete(name)
      }
      for (let look = 0; look < 260; look += 1) {
        for (const { at, does } of people)
          if (at === look)
            if (does.startsWith('encrypt-')) {
              const answer = (await scene.ask(does)) as { readonly refused?: string }
              finished ||= does === 'encrypt-finish' && answer.refused === undefined
            } else byHand(does)
        await scene.looks(3)
        expect(rds.instances.some(({ data }) => data === 'orders')).toBe(true)
        if (!finished) expect(rds.instances).toContain(scene.original)
        const { step, ended } = (await scene.process()) ?? {}
        if (look > 120 && (ended || step === 'kept')) break
      }
      const process = await scene.process()
      expect(process?.ended !== undefined || process?.step === 'kept').toBe(true)
      expect(rds.at('shop')).toMatchObject({ data: 'orders', status: 'available' })
      if (process?.ended?.outcome === 'failed') expect(rds.at('shop')?.encrypted).toBe(false)
      if (process?.step === 'kept') expect(rds.at('shop')?.encrypted).toBe(true)
    }),
    { numRuns: 30 },
  )
}, 60_000)
