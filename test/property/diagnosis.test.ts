import fc from 'fast-check'
import { diagnose, diagnoseFailure, diagnoseRefusal } from '../../functions/jobs/diagnosis/diagnosis.ts'
import { causeNames } from '../../shared/jobs/cause-names.ts'
import { allEvents, verdictOn } from '../unit/jobs/events.ts'

const events = fc.constantFrom(...allEvents)
const failures = fc.constantFrom(...allEvents.filter(({ cause }) => cause !== 'succeeded'))

/** What ECS does to a text without taking anything from it. */
const additions = fc.constantFrom<(text: string) => string>(
  (text) => `3 time(s): ${text}`,
  (text) => `2 time(s): 1 time(s): ${text}`,
  (text) => `${text}\n${text}`,
  (text) => `${text}\nEssential container in task exited`,
  (text) => `  ${text.replaceAll(' ', '\n')}\n`,
  (text) => text.replaceAll("'", '’'),
)
/** What takes something from it, or spoils it. */
const losses = fc.oneof(
  fc.nat(300).map((length) => (text: string) => text.slice(0, length)),
  fc.nat(300).map((length) => (text: string) => `${text.slice(0, length)}...`),
  fc.constantFrom<(text: string) => string>(
    (text) => text.toUpperCase(),
    (text) => text.toLowerCase(),
    () => '',
  ),
  fc.string().map((other) => (text: string) => `${other}\n${text}`),
)

test('a text that is repeated, prefixed, joined or wrapped comes to the same cause', () => {
  fc.assert(
    fc.property(events, additions, (event, change) => {
      expect(verdictOn(event, change).cause).toBe(verdictOn(event).cause)
    }),
    { numRuns: 1_000 },
  )
})

test('a text that is cut or spoiled never makes a failure a success, unless only the text spoke against an exit code of 0', () => {
  fc.assert(
    fc.property(failures, losses, (event, change) => {
      fc.pre(event.task?.exitCode !== 0)
      expect(verdictOn(event, change).state).toBe('failed')
    }),
    { numRuns: 1_000 },
  )
})

test('the cut-off text of a refusal or a missing way is never told with certainty as another cause of another kind', () => {
  const fetches = allEvents.filter(({ cause }) => /-(network|denied|not-found)$/.test(cause))
  fc.assert(
    fc.property(fc.constantFrom(...fetches), fc.integer({ min: 40, max: 400 }), (event, length) => {
      const whole = verdictOn(event).cause
      const { cause, certainty } = verdictOn(event, (text) => text.slice(0, length))
      if (certainty === 'certain') expect(cause).toBe(whole)
    }),
    { numRuns: 1_000 },
  )
})

test('any text at all comes to a failure with a known cause', () => {
  const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.lorem(), fc.webUrl())
  fc.assert(
    fc.property(text, text, (one, other) => {
      for (const verdict of [
        diagnose({ stopCode: one, stoppedReason: other, containers: [{ name: 'main', reason: one }] }, 'main'),
        diagnose({ stoppedReason: one, containers: [{ name: 'main', exitCode: 1, reason: other }] }, 'main'),
        diagnoseFailure(one, other),
        diagnoseRefusal(one, other),
      ]) {
        expect(verdict.state).toBe('failed')
        expect(causeNames).toContain(verdict.cause)
        expect(verdict.explanation).not.toBe('')
      }
    }),
    { numRuns: 300 },
  )
})

test('a text that names nothing ECS does is unknown', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'xyz 123.:') }), (text) => {
      expect(diagnoseFailure(text).cause).toBe('unknown')
      expect(diagnoseRefusal('SomeException', text).cause).toBe('unknown')
    }),
  )
})

// A pattern that goes back over what it has read would need hours for these: the test would run into its time limit.
test.each([
  'a',
  ' ',
  '/',
  'a/',
  '.a',
  '"',
  '(',
  '1 time(s): ',
  'exec: ',
  'arn:aws:',
  'https://x?',
  '?',
  'a@',
  '+1',
  '\n',
  'AGENT',
  'a:B',
])('a megabyte of %j is read in time', (piece) => {
  const text = piece.repeat(1_000_000 / piece.length)
  const containers = [{ name: 'main', reason: text }]
  expect(diagnose({ stopCode: text, stoppedReason: text, containers }, 'main').state).toBe('failed')
  expect(diagnoseFailure(text, text, text).state).toBe('failed')
  expect(diagnoseRefusal(text, text).state).toBe('failed')
})
