import { troubleOf } from '../../../../functions/hours/rules/trouble.ts'
import { ago, now, observedAs, orderOf, recordOf, situationOf } from './scene.ts'

type Order = Parameters<typeof orderOf>[0]
type More = Parameters<typeof recordOf>[0] & {
  readonly waits?: string
  readonly entry?: string
  readonly lacksSize?: boolean
}

const reason = { code: 'Server.InsufficientInstanceCapacity', words: 'AWS has no room for it.' }
const refusal = { ...reason, code: 'Throttling', transient: true }

const trouble = (
  order: Order | undefined,
  state: Parameters<typeof observedAs>[0],
  observed: Parameters<typeof observedAs>[1] = {},
  { waits, lacksSize = false, entry = 'rds-instances', ...more }: More = {},
) => {
  const record = recordOf({ order: order && orderOf(order), ...more })
  const situation = situationOf({
    observed: observedAs(state, observed),
    record,
    entry: { ...situationOf().entry, kind: entry },
  })
  return troubleOf(situation, record, waits, lacksSize)
}
const code = (...given: Parameters<typeof trouble>) => trouble(...given)?.code

test('a start that AWS undid has its reason, once what AWS shows is the answer', () => {
  const start = { action: 'start', freeAt: ago(100) } as const
  expect(code({ ...start, askedAt: ago(90) }, 'stopped', { reason })).toBe(reason.code)
  expect(code({ ...start, askedAt: ago(89) }, 'stopped', { reason })).toBeUndefined()
  expect(code({ ...start, askedAt: ago(90) }, 'stopped')).toBeUndefined()
  expect(code({ ...start, askedAt: ago(90) }, 'running', { reason })).toBeUndefined()
  expect(code(start, 'stopped', { reason })).toBeUndefined()
  expect(code({ action: 'stop', askedAt: ago(90), freeAt: ago(100) }, 'stopped', { reason })).toBeUndefined()
  expect(code({ ...start, askedAt: ago(90), refusal }, 'stopped', { reason })).toBeUndefined()
})

test('what AWS says is in the way is reported after four minutes', () => {
  const freeAt = ago(240)
  for (const [state, more] of [
    ['starting', {}],
    ['stopping', {}],
    ['running', { unproven: 'status checks are initializing' }],
  ] as const)
    expect([state, code({ freeAt }, state, { reason, ...more })]).toEqual([state, reason.code])
  expect(code({ freeAt }, 'running', { reason })).toBeUndefined()
  expect(code({ freeAt: ago(239) }, 'starting', { reason })).toBeUndefined()
  expect(code({}, 'starting', { reason })).toBeUndefined()
})

test('a refusal that may pass is reported after four minutes, another one at once, and one of what is on its way not', () => {
  expect(code({ refusal, freeAt: ago(239) }, 'running')).toBeUndefined()
  expect(code({ refusal, freeAt: ago(240) }, 'running')).toBe('Throttling')
  expect(code({ refusal, since: ago(240) }, 'running')).toBe('Throttling')
  expect(code({ refusal: { ...refusal, transient: false } }, 'running')).toBe('Throttling')
  expect(code({ refusal: { ...refusal, transient: false } }, 'stopping')).toBeUndefined()
  expect(code({ action: 'start', refusal: { ...refusal, transient: false } }, 'starting')).toBeUndefined()
  expect(code({ action: 'start', refusal: { ...refusal, transient: false } }, 'stopping')).toBe('Throttling')
  expect(code({ refusal: { ...refusal, code: 'denied', transient: false } }, 'running')).toBeUndefined()
})

describe('what does not come true in its time', () => {
  // A stop has 900 seconds here, a start 1,800.
  test.each([
    ['stop', 900, 899],
    ['start', 1_800, 1_799],
    ['size', 1_800, 1_799],
  ] as const)('a %s has %d seconds', (action, late, early) => {
    const state = action === 'stop' ? 'running' : 'stopped'
    expect(code({ action, freeAt: ago(late) }, state)).toBe('not-in-time')
    expect(code({ action, freeAt: ago(early), since: ago(3_600) }, state)).toBeUndefined()
  })

  test('says what was asked and what AWS shows; its time does not run while something stands in its way', () => {
    expect(trouble({ freeAt: ago(900) }, 'running')).toEqual({
      code: 'not-in-time',
      words: 'It was asked to stop 15 minutes ago; AWS shows it as running. Look at its events in the AWS console.',
      since: now.toISOString(),
      told: false,
    })
    expect(trouble({ since: ago(900) }, 'busy', { unproven: 'it is backing up' })?.words).toContain(
      'It was due to stop 15 minutes ago, and could not be asked to; AWS shows it as busy, but it is backing up.',
    )
    expect(trouble({ freeAt: ago(900) }, 'running', { reason })?.words).toMatch(
      /shows it as running\. AWS has no room for it\.$/,
    )
    expect(code({ freeAt: ago(900) }, 'running', {}, { waits: 'web comes after it' })).toBeUndefined()
  })
})

test('what is gone, and what can never be stopped, unless it is part of a stack', () => {
  expect(code(undefined, 'gone')).toBe('gone')
  expect(code(undefined, 'cannot')).toBe('cannot')
  expect(code(undefined, 'cannot', { reason })).toBe(reason.code)
  expect(code(undefined, 'cannot', { reason }, { entry: 'stacks' })).toBeUndefined()
  expect(code({ freeAt: ago(900) }, 'running', {}, { entry: 'stacks' })).toBe('not-in-time')
})

describe('a target that stands at nothing', () => {
  const unknown = { code: 'size-unknown', words: 'w', since: ago(600), told: true }
  test('is reported until somebody gives it a size', () => {
    expect(code({ action: 'start' }, 'stopped', {}, { lacksSize: true })).toBe('size-unknown')
    expect(trouble(undefined, 'stopped', { size: { desired: 0 } }, { trouble: unknown })).toEqual(unknown)
    expect(trouble(undefined, 'stopped', { size: { desired: 2 } }, { trouble: unknown })).toBeUndefined()
    expect(trouble(undefined, 'stopped', {}, { trouble: unknown })).toBeUndefined()
    const kept = { at: ago(60), held: true, size: { desired: 2 } }
    expect(trouble(undefined, 'stopped', { size: { desired: 0 } }, { trouble: unknown, kept })).toBeUndefined()
    expect(
      trouble(undefined, 'stopped', { size: { desired: 0 } }, { trouble: { ...unknown, code: 'x' } }),
    ).toBeUndefined()
  })
})

describe('what was reported first', () => {
  const known = (name: string) => ({ code: name, words: 'w', since: ago(600), told: true })
  test('stays while its order lasts, and while nobody can see the target', () => {
    expect(trouble({}, 'running', {}, { trouble: known('x') })).toEqual(known('x'))
    expect(trouble(undefined, 'running', {}, { trouble: known('x') })).toBeUndefined()
    expect(trouble(undefined, 'unknown', {}, { trouble: known('x') })).toEqual(known('x'))
    expect(trouble({ freeAt: ago(900) }, 'running', {}, { trouble: known('x') })).toEqual(known('x'))
    for (const over of ['gone', 'cannot']) expect(trouble({}, 'running', {}, { trouble: known(over) })).toBeUndefined()
  })

  test('gives way to a cause where it was only late, and after it was gone or could not be stopped', () => {
    const refused = { refusal: { ...refusal, transient: false } }
    expect(trouble(refused, 'running', {}, { trouble: known('Throttling') })).toEqual(known('Throttling'))
    for (const before of ['not-in-time', 'gone', 'cannot'])
      expect([before, code(refused, 'running', {}, { trouble: known(before) })]).toEqual([before, 'Throttling'])
    expect(code(refused, 'running', {}, { trouble: known('x') })).toBe('x')
  })
})
