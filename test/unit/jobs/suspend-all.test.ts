import { doManualAction } from '../../../functions/jobs/engine/manual-actions.ts'
import { suspensionAt } from '../../../functions/jobs/rules/job.ts'
import type { JobRecord } from '../../../shared/ledger/records.ts'
import { firingAt, later, makeDesk, nightly } from './world.ts'

const command = { source: 'nightshift.command', job: 'nightly' } as const

test('resume --all ends what suspend --all began, and what a person had suspended before holds again', async () => {
  const world = makeDesk()
  const at = (seconds: number) => world.at(later(firingAt, seconds))
  const isSuspended = async (seconds: number) =>
    suspensionAt(nightly, await world.job(), later(firingAt, seconds)) !== undefined
  await doManualAction({ ...command, by: 'mina', action: 'suspend', reason: 'stocktaking' }, at(0))
  await doManualAction({ ...command, by: 'joon', action: 'suspend', all: true, reason: 'freeze' }, at(10))
  await doManualAction({ ...command, by: 'joon', action: 'suspend', all: true, reason: 'longer' }, at(20))
  await doManualAction({ ...command, by: 'joon', action: 'resume', all: true }, at(30))
  expect((await world.job())?.suspended).toMatchObject({ by: 'mina', reason: 'stocktaking' })
  await doManualAction({ ...command, by: 'mina', action: 'resume' }, at(40))
  expect((await world.job())?.suspended).toBeUndefined()
  expect(await isSuspended(41)).toBe(false)
  for (const past of [1, 11, 21, 31]) expect(await isSuspended(past)).toBe(true)
})

test('a suspension of one job is not ended by resume --all, and none is no fault', async () => {
  const world = makeDesk()
  await doManualAction({ ...command, by: 'joon', action: 'resume', all: true }, world.at(firingAt))
  await doManualAction({ ...command, by: 'mina', action: 'suspend' }, world.at(firingAt))
  const record = (await doManualAction(
    { ...command, by: 'joon', action: 'resume', all: true },
    world.at(later(firingAt, 5)),
  )) as JobRecord
  expect(record.suspended?.by).toBe('mina')
})

test('one that is over by then does not come back', async () => {
  const world = makeDesk()
  await doManualAction(
    { ...command, by: 'mina', action: 'suspend', until: later(firingAt, 60).toISOString() },
    world.at(firingAt),
  )
  await doManualAction({ ...command, by: 'joon', action: 'suspend', all: true }, world.at(later(firingAt, 10)))
  await doManualAction({ ...command, by: 'joon', action: 'resume', all: true }, world.at(later(firingAt, 90)))
  expect((await world.job())?.suspended).toBeUndefined()
})
