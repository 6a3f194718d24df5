import fc from 'fast-check'
import { log } from '../../../shared/log.ts'
import { awsError } from '../../unit/audits/scene.ts'
import { encryptionScene } from '../../unit/backups/encryption-scene.ts'

log.setLogLevel('SILENT')

/** What happens to an encryption: how slow AWS is, which calls fail (before or after they act), what people do, and when (in looks). */
const worlds = fc.record({
  form: fc.constantFrom('instance', 'cluster'),
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
    fc.asyncProperty(worlds, async ({ form, pace, faults, people }) => {
      const scene = encryptionScene({ pace, form })
      const { rds } = scene
      const names = new Set(rds.instances.map(({ name }) => name))
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
          const made = rds.instances.filter((each) => each.encrypted && each.resource !== id && !names.has(each.name))
          // Of a cluster first an instance: AWS deletes no cluster that has any.
          const found = made.at(-1)
          if (found) rds.drop(found)
          return
        }
        for (const snapshots of [rds.snapshots, rds.clusterSnapshots])
          for (const name of snapshots.keys())
            if (name.endsWith('-plain') === (does === 'delete the snapshot')) snapshots.delete(name)
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
      expect(rds.at('shop', form)).toMatchObject({ data: 'orders', status: 'available' })
      if (process?.ended?.outcome === 'failed') expect(rds.at('shop', form)?.encrypted).toBe(false)
      for (const name of names) {
        const there = rds.instances.filter((each) => each.name === name)
        if (form === 'cluster' && process?.step === 'kept') expect(there).toMatchObject([{ encrypted: true }])
        if (form === 'cluster' && !finished) expect(there).not.toEqual([])
      }
      // What was taken back, or has failed, leaves nothing running but what was written to.
      if (process?.ended && !finished && process.swappedAt === undefined)
        expect(rds.instances.filter(({ encrypted }) => encrypted)).toEqual([])
      if (process?.step === 'kept') expect(rds.at('shop', form)?.encrypted).toBe(true)
    }),
    { numRuns: 16 },
  )
}, 60_000)
