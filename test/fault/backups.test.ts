import { checkLook } from '../../functions/backups/engine/look.ts'
import { TransientError } from '../../shared/errors.ts'
import { log } from '../../shared/log.ts'
import { awsError } from '../unit/audits/scene.ts'
import { fakeKind, makeScene, processRecord } from '../unit/backups/scene.ts'

log.setLogLevel('SILENT')

const at = (minute: number): string => `2026-12-01T00:${String(minute).padStart(2, '0')}:00.000Z`

test('a process that does not get on says why, stops no other, and goes on when it can', async () => {
  let fault: Error | undefined = awsError('Throttling', 400)
  const scene = makeScene([
    fakeKind({
      advance: async (process, { now }) => {
        if (process.id === 'a1' && fault) throw fault
        return { process: { ...process, ended: { outcome: 'done', reason: 'x', at: now.toISOString() } } }
      },
    }),
  ])
  await scene.add(processRecord())
  await scene.add(processRecord({ id: 'b2' }))
  expect(await scene.look(at(0))).toMatchObject({ open: 2, failed: [{ what: 'drill a1', transient: true }] })
  expect((await scene.processes()).filter(({ ended }) => !ended)).toMatchObject([
    { id: 'a1', trouble: { reason: 'Throttling: Throttling happened', transient: true, since: at(0) } },
  ])
  await scene.look(at(3))
  expect((await scene.processes()).find(({ id }) => id === 'a1')).toMatchObject({
    trouble: { since: at(0) },
    version: 2,
  })
  fault = undefined
  await scene.look(at(6))
  expect((await scene.processes()).map(({ ended, trouble }) => [ended?.outcome, trouble])).toEqual([
    ['done', undefined],
    ['done', undefined],
  ])
})

test('what another look has written meanwhile is not written over', async () => {
  const scene = makeScene([
    fakeKind({
      advance: async (process, { ledger, now }) => {
        if (process.version === 1)
          await ledger.commit([{ item: { ...process, step: 'by the other' } as never, expect: 1 }], now)
        return { process: { ...process, step: 'by this one' } }
      },
    }),
  ])
  await scene.add(processRecord())
  expect(await scene.look(at(0))).toMatchObject({ failed: [] })
  expect(await scene.processes()).toMatchObject([{ step: 'by the other' }])
})

test('a kind that cannot begin stops neither the others nor what is under way; the platform tries again', async () => {
  const began: string[] = []
  const scene = makeScene([
    fakeKind({
      begin: async () => {
        throw awsError('Throttling', 400)
      },
      advance: async (process) => ({ process: { ...process, step: 'on' } }),
    }),
    fakeKind(
      {
        begin: async () => {
          began.push('proof')
        },
        advance: async (process) => ({ process }),
      },
      { process: 'proof' },
    ),
  ])
  await scene.add(processRecord())
  const report = await scene.look(at(0))
  expect(began).toEqual(['proof'])
  expect(await scene.processes()).toMatchObject([{ step: 'on' }])
  expect(() => checkLook(report)).toThrow(TransientError)
})

test('what there is no time for comes at the next look', async () => {
  const scene = makeScene([fakeKind({ advance: async (process) => ({ process: { ...process, step: 'on' } }) })])
  await scene.add(processRecord())
  expect(await scene.look(at(0), { remainingMs: () => 9_000 })).toMatchObject({ left: 1 })
  expect(await scene.processes()).toMatchObject([{ step: 'begun' }])
})
