import { doRequest } from '../../../functions/jobs/engine/request.ts'
import { startRun } from '../../../functions/jobs/engine/start.ts'
import { plainFiring } from '../../../functions/jobs/rules/firing.ts'
import { firingAt, later, makeDesk, nightly } from './world.ts'

const at = '2026-11-21T02:30:00Z'

test.each([
  [{ job: 'nightly', scheduledAt: at }],
  [{ job: 'nightly', scheduledAt: '2026-11-21T02:29:59.900Z' }],
  [{ job: 'nightly', scheduledAt: '<aws.scheduler.scheduled-time>' }],
])('what a schedule sends becomes the run that the longer way makes of it: %j', async (raw) => {
  const [short, long] = [makeDesk().at(later(firingAt, 5)), makeDesk().at(later(firingAt, 5))]
  const firing = plainFiring(raw, short)
  const run = firing && (await startRun(firing, short))
  expect(run).toMatchObject({ state: 'running' })
  expect(run).toEqual(await doRequest(raw, long))
})

test.each([
  [{ job: 'nightly', scheduledAt: at, requestedBy: 'mina' }],
  [{ job: 'nightly', scheduledAt: at, dry: true }],
  [{ job: 'nightly', scheduledAt: at, command: ['true'] }],
  [{ job: 'nightly', scheduledAt: '2026-11-21T02:35:00Z' }],
  [{ job: 'nightly', scheduledAt: '2026-02-30T02:35:00Z' }],
  [{ job: 'nightly', scheduledAt: '2026-11-21' }],
  [{ job: 'nightly', scheduledAt: 5 }],
  [{ job: 'weekly', scheduledAt: at }],
  [{ job: 'constructor', scheduledAt: at }],
  [{ source: 'nightshift.command', action: 'resume', job: 'nightly', by: 'mina' }],
  [{ job: 'nightly' }],
  ['nightly'],
  [null],
])('is left to the longer way: %j', (raw) => {
  expect(plainFiring(raw, { jobs: { nightly }, now: firingAt })).toBeUndefined()
})
