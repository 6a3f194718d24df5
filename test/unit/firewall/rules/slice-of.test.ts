import { firewallSlice } from '../../../../functions/firewall/replay/replay-config.ts'
import { sliceOf, sliceOfFirewall } from '../../../../functions/firewall/rules/slice-of.ts'
import { type FirewallInput, firewallSchema } from '../../../../shared/config/firewall/schema.ts'
import { instant } from './scene.ts'

const sliced = (firewall: FirewallInput = {}) => firewallSlice(firewall, instant('09:00'))
const scan = { errors: ['4xx'], threshold: 50, window: '5 minutes', block: '1 hour' }
const ruleOf = (more: object) => sliced({ rules: { scan: { ...scan, ...more } } } as FirewallInput).rules[0]

test('what the config does not say', () => {
  expect(sliced()).toMatchObject({
    sources: [{ name: 'logs', scope: 'REGIONAL' }],
    ownRules: ['block-list'],
    intervalSeconds: 15,
    forgiveSeconds: 86_400,
    alerts: { newBlocks: 20, newBlocksWindowSeconds: 600, setNearlyFull: 0.8, silentSeconds: 21_600 },
    setLimit: 10_000,
    ipv6: 64,
  })
})

test('silence is a signal after the time that is set, or never', () => {
  expect(sliced({ alerts: { silent: '1 hour' } }).alerts.silentSeconds).toBe(3_600)
  expect(sliced({ alerts: { silent: false } }).alerts).not.toHaveProperty('silentSeconds')
})

describe('a rule', () => {
  it('has a window in minutes and blocks in seconds, as long each time, for seven days at most', () => {
    expect(ruleOf({})).toEqual({
      name: 'scan',
      match: { errors: ['4xx'] },
      threshold: 50,
      windowMinutes: 5,
      blockSeconds: 3_600,
      mode: 'count',
      escalate: { factor: 1, mostSeconds: 604_800, decaySeconds: 604_800 },
    })
  })

  it('has a longest block that is not shorter than its first', () => {
    expect(ruleOf({ block: '10 days' })?.escalate.mostSeconds).toBe(864_000)
    expect(ruleOf({ escalate: { factor: 3, most: '2 hours', decay: '1 day' } })?.escalate).toEqual({
      factor: 3,
      mostSeconds: 7_200,
      decaySeconds: 86_400,
    })
  })

  test.each([
    [{ errors: undefined, requests: true }, { requests: true }],
    [{ errors: undefined, paths: ['/x'] }, { paths: ['/x'] }],
    [{ errors: undefined, agents: ['x'] }, { agents: ['x'] }],
  ])('matches %j', (more, match) => {
    const { errors: _, ...rest } = { ...scan, ...more }
    expect(sliced({ rules: { scan: rest } } as FirewallInput).rules[0]?.match).toEqual(match)
  })

  it('may be of some hosts and paths alone', () => {
    expect(ruleOf({ hosts: ['shop.example'], under: ['/api'] })).toMatchObject({
      hosts: ['shop.example'],
      under: ['/api'],
    })
  })
})

test('addresses are canonical, and ends are in UTC', () => {
  const until = '2026-12-01T10:00:00+01:00'
  const { block, allow, own, proxies } = sliced({
    block: [{ address: '198.51.100.7/24', until, why: 'scans' }],
    allow: [{ address: '2001:DB8::7', why: 'a partner' }],
    own: ['203.0.113.9/24'],
    proxies: ['192.0.2.1/32'],
  })
  expect(block).toEqual([{ address: '198.51.100.0/24', until: '2026-12-01T09:00:00.000Z', why: 'scans' }])
  expect(allow).toEqual([{ address: '2001:db8::7', why: 'a partner' }])
  expect([own, proxies]).toEqual([['203.0.113.0/24'], ['192.0.2.1']])
})

test('sources: the view before its bucket, the balancer, and those that the config names', () => {
  const firewall = firewallSchema.parse({
    sources: {
      view: true,
      buckets: [
        { name: 'cdn', bucket: 'shop-cdn', prefix: 'a/' },
        { name: 'lb', bucket: 'shop-lb', scope: 'regional', plain: { fields: ['c-ip'], delimiter: '|' } },
      ],
    },
  })
  const deployment = { name: 'shop', estate: { web: {} }, thumbnails: { view: {} } } as never
  const logs = { prefix: 'shop-operations-accesslogs' }
  expect(sliceOfFirewall(firewall, deployment).sources).toEqual([
    { name: 'view', bucket: logs, keyPrefix: 'view/', scope: 'CLOUDFRONT' },
    { name: 'web', bucket: { prefix: 'shop-web-accesslogs' }, scope: 'REGIONAL' },
    { name: 'logs', bucket: logs, scope: 'REGIONAL' },
    { name: 'cdn', bucket: { name: 'shop-cdn' }, keyPrefix: 'a/', scope: 'CLOUDFRONT' },
    { name: 'lb', bucket: { name: 'shop-lb' }, plain: { fields: ['c-ip'], delimiter: '|' }, scope: 'REGIONAL' },
  ])
})

test('a config without a firewall has no such part', () => {
  expect(() => sliceOf({} as never)).toThrow(new RangeError('The config has no firewall'))
  expect(sliceOf({ name: 'shop', firewall: firewallSchema.parse({}) } as never).setLimit).toBe(10_000)
})
