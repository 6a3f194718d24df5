import { advance, newIncident } from '../../../functions/alerts/rules/incident.ts'
import { planNotification } from '../../../functions/alerts/rules/notifications.ts'
import { waitForPages } from '../../../functions/alerts/rules/step-clock.ts'
import type { Policy } from '../../../shared/config/alerts/schema.ts'
import type { IncidentRecord, NotificationRecord } from '../../../shared/ledger/records.ts'
import { later, transition } from './scene.ts'

const policy: Policy = {
  steps: [
    { notify: ['first'], wait: '1 minute' },
    { notify: ['second'], wait: '10 minutes' },
    { notify: ['third'], wait: '20 minutes' },
  ],
  repeat: 0,
  remindEvery: '1 hour',
  acknowledgedFor: '4 hours',
}
const id = '0123456789abcdef'

const open = (more: Partial<IncidentRecord> = {}): IncidentRecord => ({
  ...newIncident(id, transition('ALARM'), { policy: 'p', severity: 'warning' }, 'v'),
  steps: 1,
  nextAt: later(60).toISOString(),
  ...more,
})
const page = (more: Partial<NotificationRecord> = {}): NotificationRecord => ({
  ...planNotification(id, 'page', 1, { to: 'mina', channel: 'email' }, later(0)),
  ...more,
})
const sent = (seconds: number, more: Partial<NotificationRecord> = {}) =>
  page({ outcome: 'accepted', at: later(seconds).toISOString(), ...more })
const putOff = (seconds: number, more: Partial<NotificationRecord> = {}) =>
  page({ notBefore: later(seconds).toISOString(), ...more })

/** After which second the next step is taken, or the steps that are taken when it is so now, a minute after the last. */
const wait = (incident: IncidentRecord, messages: readonly NotificationRecord[]) => {
  const next = advance(incident, { kind: 'due' }, policy, undefined, later(60), messages)
  if (next?.notify) return next.notify
  return (Date.parse(next?.incident.nextAt ?? '') - later(0).getTime()) / 1000
}

describe('the wait of a step counts', () => {
  test.each<[string, IncidentRecord, NotificationRecord[], number | string[]]>([
    ['from when its page was sent', open(), [sent(50)], 110],
    ['from its first page', open(), [sent(50), sent(20)], 80],
    ['from the step itself for what is critical', open({ severity: 'critical' }), [sent(50)], ['second']],
    ['from the step itself where its page failed', open(), [page({ outcome: 'failed' })], ['second']],
    ['with a page that was sent beside one that failed', open(), [sent(50), page({ outcome: 'failed' })], 110],
    ['from when its page may go', open(), [putOff(600)], 660],
    ['from when the first of its pages may go', open(), [putOff(900), putOff(600)], 660],
    ['no longer where its page may go by now', open(), [putOff(60)], ['second']],
    ['no longer where one of its pages may go', open(), [putOff(600), page()], ['second']],
    ['no longer where one was dropped', open(), [putOff(600), page({ outcome: 'dropped' })], ['second']],
    ['no longer where one was tried', open(), [putOff(600, { attempts: 1 })], ['second']],
    ['from now where its page waits for a digest', open(), [page({ digest: true })], 120],
    ['not from a digest for what is critical', open({ severity: 'critical' }), [page({ digest: true })], ['second']],
    ['without the pages of other steps', open(), [sent(50, { step: 0 }), putOff(600, { step: 2 })], ['second']],
    ['without other messages', open(), [sent(50, { purpose: 'recovery' })], ['second']],
    ['as long as the second step says', open({ steps: 2 }), [sent(50, { step: 2 })], 650],
    ['as long as the third step says', open({ steps: 3 }), [sent(50, { step: 3 })], 1_250],
    ['as long as reminders do', open({ steps: 4, state: 'exhausted' }), [sent(50, { step: 4 })], 3_650],
  ])('%s', (_how, incident, messages, expected) => {
    expect(wait(incident, messages)).toEqual(expected)
  })

  test('from when its pages may go, as they are planned', () => {
    const waits = (pages: readonly NotificationRecord[], more: Partial<IncidentRecord> = {}) =>
      waitForPages(open(more), pages, later(0)).nextAt
    expect(waits([putOff(600), putOff(300)])).toBe(later(360).toISOString())
    expect(waits([putOff(600), page()])).toBe(later(60).toISOString())
    expect(waits([putOff(0)])).toBe(later(60).toISOString())
    expect(waits([])).toBe(later(60).toISOString())
    expect(waits([putOff(600)], { nextAt: undefined })).toBeUndefined()
  })
})

test('each acknowledgement that runs out takes the last step again, and the policy goes on from there', () => {
  let incident = open({ steps: 2 })
  const story: unknown[] = []
  const then = (kind: 'due' | 'acknowledged') => {
    const now = kind === 'due' ? new Date(incident.nextAt ?? '') : later(0)
    const next = advance(incident, { kind, by: 'mina' } as never, policy, undefined, now)
    incident = next?.incident ?? incident
    if (kind === 'due') story.push([...(next?.notify ?? []), incident.steps, incident.state])
  }
  for (const kind of ['acknowledged', 'due', 'acknowledged', 'due', 'due', 'due'] as const) then(kind)
  expect(story).toEqual([
    ['second', 3, 'open'],
    ['second', 4, 'open'],
    ['third', 5, 'open'],
    ['third', 6, 'exhausted'],
  ])
  expect(incident.reason).toMatch(/^nobody acknowledged in 5 steps: /)
})

test('one step is one step', () => {
  const short = { ...policy, steps: policy.steps.slice(0, 1) }
  const next = advance(open(), { kind: 'due' }, short, undefined, later(60))
  expect(next?.incident.reason).toMatch(/^nobody acknowledged in 1 step: /)
})

test('the last fifty changes of hands are kept', () => {
  let incident = open()
  for (let index = 0; index < 60; index += 1)
    incident =
      advance(incident, { kind: 'taken-over', by: `r${index}` }, policy, undefined, later(index))?.incident ?? incident
  expect(incident.acknowledgements?.map(({ by }) => by)).toEqual(
    Array.from({ length: 50 }, (_, index) => `r${index + 10}`),
  )
})
