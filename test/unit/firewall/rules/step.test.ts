import type { ClientCounts } from '../../../../functions/firewall/logs/counts.ts'
import type { Offender } from '../../../../functions/firewall/rules/offender.ts'
import { dueReleases, isInForce, neverAt, type StepInput, step } from '../../../../functions/firewall/rules/step.ts'
import { emptyTallies } from '../../../../functions/firewall/rules/tallies.ts'
import { at, block, client, instant, minute, rule, slice } from './scene.ts'

const seen = (name: string, ...times: string[]) => {
  const each: ClientCounts = {
    minutes: new Map(times.map((time) => [minute(time), { count: 12, refused: 0, lastSecond: 30 }])),
  }
  return [name, new Map([[client, each]])] as const
}
const blocks = (counts: ReturnType<typeof seen>[], known?: Partial<Offender>, more: Partial<StepInput> = {}) => {
  const tallies = emptyTallies()
  const origin = { id: 'a', scope: 'REGIONAL', bucket: 'logs', key: 'a' } as const
  tallies.add({ counts: new Map(counts), format: 'alb' }, origin, instant('10:10'))
  const offenders = new Map(known ? [[client, { client, level: 0, ...known }]] : [])
  return step({
    slice: slice(),
    tallies,
    clients: [client],
    offenders,
    allowed: [],
    now: instant('10:10'),
    ...more,
  })
}

test('an entry is in force until its end', () => {
  const until = at('10:00')
  expect([isInForce({}, instant('10:00')), isInForce({ until }, instant('09:59'))]).toEqual([true, true])
  expect(isInForce({ until }, instant('10:00'))).toBe(false)
})

test('who is never blocked: of each list, and no text that is not an address', () => {
  const lists = { allow: [{ address: '192.0.2.1', why: 'x' }], own: ['198.51.100.0/24'], proxies: ['203.0.113.1'] }
  const never = neverAt(
    { ...lists, allow: [{ address: '8.8.8.8', why: 'x' }] },
    [{ client: '9.9.9.9' }],
    instant('10:00'),
  )
  expect(
    ['8.8.8.8', '9.9.9.9', '198.51.100.7', '203.0.113.1', '8.8.4.4', 'x'].map((each) => never(each)?.because),
  ).toEqual(['allowed', 'allowed', 'own', 'proxy', undefined, undefined])
})

describe('what was dealt with before makes no other block', () => {
  const count = (known: Partial<Offender>) => blocks([seen('scan', '10:00', '10:08')], known).blocks[0]?.block.count

  test.each<[string, Partial<Offender>, number | undefined]>([
    ['nothing', {}, 12],
    ['up to the minute before the last', { spent: { scan: at('10:07') } }, 12],
    ['up to the last minute', { spent: { scan: at('10:08') } }, undefined],
    ['by another rule', { spent: { probes: at('10:08') } }, 12],
    ['forgiven', { forgivenUntil: at('10:08:59') }, undefined],
    ['forgiven, later than it was spent', { spent: { scan: at('10:00') }, forgivenUntil: at('10:08') }, undefined],
    ['spent, later than it was forgiven', { spent: { scan: at('10:08') }, forgivenUntil: at('10:00') }, undefined],
    ['both before', { spent: { scan: at('09:00') }, forgivenUntil: at('10:07') }, 12],
  ])('%s', (_, known, expected) => {
    expect(count(known)).toBe(expected)
  })
})

test('the rule that counts customers blocks nobody', () => {
  const rules = [rule({ name: 'customers' })]
  expect(blocks([seen('customers', '10:00')], undefined, { slice: slice({ rules }) })).toEqual({
    offenders: [],
    blocks: [],
  })
})

describe('a customer', () => {
  it('is one by the logs, and remembered as such', () => {
    const { offenders, blocks: made } = blocks([seen('scan', '10:00'), seen('customers', '09:50')])
    expect([offenders[0]?.customerAt, made[0]?.block.customer]).toEqual([at('09:50'), true])
  })

  it('is one by what is on record', () => {
    const { offenders, blocks: made } = blocks([seen('scan', '10:00')], { customerAt: at('08:00') })
    expect([offenders[0]?.customerAt, made[0]?.block.customer]).toEqual([at('08:00'), true])
  })

  it('is nobody else', () => {
    const { offenders, blocks: made } = blocks([seen('scan', '10:00')])
    expect(offenders[0]).not.toHaveProperty('customerAt')
    expect(made[0]?.block).not.toHaveProperty('customer')
  })
})

test('only in a replay a block would have stopped what came after it', () => {
  const known = {
    level: 1,
    block: block({ from: at('10:01'), until: at('15:00'), offendedAt: at('09:00'), offences: [] }),
  }
  const made = (isStopping?: boolean) => blocks([seen('scan', '10:05')], known, { isStopping }).blocks.length
  expect([made(), made(false), made(true)]).toEqual([1, 1, 0])
})

test('who has done nothing, or nothing new, is not written', () => {
  expect(blocks([])).toEqual({ offenders: [], blocks: [] })
  expect(blocks([], { block: block() })).toEqual({ offenders: [], blocks: [] })
})

test('a release is due at the end of a block, of each mode, and of whoever is never blocked', () => {
  const shadow = { level: 1, block: block({ mode: 'count', until: at('12:00') }) }
  const offenders: Offender[] = [
    { client, level: 1, block: block(), shadow },
    { client: '198.51.100.8', level: 0 },
  ]
  const due = (now: Date, allowed: readonly { client: string }[] = []) =>
    dueReleases(offenders, { slice: slice(), allowed, now }).map(({ mode }) => mode)
  expect(due(new Date(instant('11:00').getTime() - 1))).toEqual([])
  expect(due(instant('11:00'))).toEqual(['block'])
  expect(due(instant('12:00'))).toEqual(['block', 'count'])
  expect(due(instant('10:30'), [{ client }])).toEqual(['block', 'count'])
})
