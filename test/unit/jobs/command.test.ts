import { parseRequest } from '../../../functions/jobs/rules/command.ts'

const at = '2026-11-21T02:30:00.123Z'
const byHand = { job: 'nightly', scheduledAt: at, requestedBy: 'mina' }
const manualAction = { source: 'nightshift.command', job: 'nightly', by: 'mina', action: 'retry' }

test.each([
  [byHand],
  [{ job: 'nightly', scheduledAt: '2026-11-21T02:30:00Z' }],
  [{ job: 'nightly', scheduledAt: '<aws.scheduler.scheduled-time>' }],
  [{ ...byHand, cpu: 512 }],
  [{ ...manualAction, action: 'suspend', reason: 'x'.repeat(300) }],
  [{ ...byHand, memory: 30_720 }],
  [{ ...byHand, cpu: 512, memory: 4_096, command: ['x'.repeat(7_000)], environment: { KEY: 'x' } }],
])('is understood: %j', (request) => {
  expect(parseRequest(request)).toEqual(request)
})

test.each<[object, RegExp]>([
  [{ ...byHand, cpu: 3 }, /cpu: one of 256, 512, 1024, 2048, 4096/],
  [{ ...byHand, memory: 7 }, /memory: one of 512, 1024, 2048,/],
  [{ ...byHand, cpu: 256, memory: 4_096 }, /memory: with cpu 256 one of 512, 1024, 2048$/],
  [{ ...byHand, cpu: 3, memory: 7 }, /cpu: one of/],
  [{ ...byHand, command: ['x'.repeat(8_000)] }, /command: .* at most 7500 characters .* there are 80\d\d/],
  [{ ...byHand, environment: { A: '"'.repeat(4_000) } }, /environment: .* at most 7500 characters/],
  [{ ...byHand, environment: JSON.parse('{"__proto__":"x"}') }, /environment/],
  [{ ...byHand, environment: { NIGHTSHIFT_JOB: 'x' } }, /environment.*does not start with NIGHTSHIFT_/],
  [{ ...manualAction, action: 'suspend', until: '2026-02-30T00:00:00Z' }, /until: .* that the calendar has/],
  [{ ...manualAction, action: 'suspend', reason: 'x'.repeat(301) }, /reason: at most 300 characters/],
  [{ ...byHand, cpu: 3 }, /^Not a run that can be asked for: /],
  [{ job: 'nightly', scheduledAt: 'soon' }, /^Not a firing of a job: /],
  [{ job: 'nightly', scheduledAt: at, command: ['true'] }, /command: nothing without requestedBy/],
  [{ job: 'nightly', scheduledAt: at, environment: { A: 'b' }, cpu: 256 }, /environment: .*; cpu: nothing without/],
])('is refused, and the fault is named: %j', (request, words) => {
  expect(() => parseRequest(request)).toThrow(words)
})

test.each([
  'constructor',
  '__proto__',
  'toString',
  '',
  '9999',
  'x',
  '+012026-11-21T02:30:00Z',
  '2026-11-21',
  '2026-02-30T00:00:00Z',
  '2026-11-21T25:00:00Z',
  '2026-11-21T02:30:00+09:00',
])('"%s" is no time of a run', (scheduledAt) => {
  for (const action of ['retry', 'cancel'])
    expect(() => parseRequest({ ...manualAction, action, scheduledAt })).toThrow(
      /scheduledAt: a time (such as 2026|that the calendar has)/,
    )
  expect(() => parseRequest({ ...byHand, scheduledAt })).toThrow(
    /scheduledAt: a time (such as 2026|that the calendar has)/,
  )
})
