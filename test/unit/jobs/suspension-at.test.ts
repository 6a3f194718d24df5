import { newJob, suspendedUntil, suspensionAt } from '../../../functions/jobs/rules/job.ts'
import { later, makeJob } from './world.ts'

const t0 = new Date('2026-11-21T00:00:00Z')
const at = (seconds: number): string => later(t0, seconds).toISOString()
const job = makeJob({})
const record = newJob('nightly', job, t0)

const byPerson = { ...record, suspended: { at: at(10), by: 'mina', until: at(20), reason: 'an import' } }
const earlier = { ...record, earlierSuspensions: [{ at: at(10), by: 'mina', until: at(20) }] }
const byConfigOnce = { ...record, configSuspendedTo: at(20) }

test.each<[string, typeof record, number, RegExp | undefined]>([
  ['a second before a person said so', byPerson, 9, undefined],
  ['when a person says so', byPerson, 10, /is suspended until .*: an import\. Let it run again/],
  ['a second before its end', byPerson, 19, /is suspended/],
  ['at its end', byPerson, 20, undefined],
  ['before one that is over', earlier, 9, undefined],
  ['as one began that is over', earlier, 10, /was suspended until/],
  ['at the end of one that is over', earlier, 20, undefined],
  ['when the config was last seen to say so', byConfigOnce, 20, /was suspended by the config until .* or later/],
  ['a second after that', byConfigOnce, 21, undefined],
])('of a job at a time: %s', (_, known, seconds, words) => {
  const found = suspensionAt(job, known, later(t0, seconds))
  if (words) expect(found).toMatch(words)
  else expect(found).toBeUndefined()
})

test.each([
  ['of a person, though by a clock that is ahead', job, byPerson, 5, at(20)],
  ['of a person, which is over', job, byPerson, 20, undefined],
  ['the later of two', makeJob({ suspended: { until: at(30) } }), byPerson, 12, at(30)],
])('the end of a suspension now: %s', (_, slice, known, seconds, end) => {
  expect(suspendedUntil(slice, known, later(t0, seconds))).toBe(end && Date.parse(end))
})

test('for good has no end', () => {
  expect(suspendedUntil(makeJob({ suspended: true }), record, t0)).toBe(Number.POSITIVE_INFINITY)
})
