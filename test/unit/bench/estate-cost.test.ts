import { countEstate } from '../../../bench/cost/estate.ts'
import { costOf, totalOf } from '../../../bench/cost.ts'
import { countMonth } from '../../../bench/month.ts'
import { operationsTemplate } from '../../../bench/template.ts'
import { config as example } from '../../../nightshift.config.ts'
import { parseConfig } from '../../../shared/config/define-config.ts'

const now = new Date('2026-11-21T00:00:00Z')
const { firewall, hours, ...alone } = example
const configOf = (estate: object, more: object = {}) => parseConfig({ ...alone, ...more, estate }, now)
const costsOf = (estate: object) => countEstate(configOf(estate)).map(costOf)
const quantityOf = (estate: object, item: string): number =>
  costsOf(estate)
    .filter((cost) => cost.item === item)
    .reduce((sum, { quantity }) => sum + quantity, 0)

const network = { nat: 'none' }
const web = { image: 'nginx:1' }
const month = 730.5

describe("the example's estate, which nobody visits", () => {
  test('costs what docs/costs.md says, in all', () => {
    const total = totalOf(costsOf(example.estate ?? {}), 'list')
    expect(total).toBeGreaterThan(70)
    expect(total).toBeLessThan(80)
  })

  test('a web ACL with three rules of ours is eight dollars more', () => {
    const guarded = totalOf(countEstate(configOf(example.estate ?? {}, { firewall })).map(costOf), 'list')
    expect(guarded - totalOf(costsOf(example.estate ?? {}), 'list')).toBeCloseTo(8, 1)
  })

  test('a network alone is free, a gateway is not', () => {
    expect(costsOf({ network })).toEqual([])
    expect(quantityOf({ network: { nat: 'one' } }, 'natHours')).toBeCloseTo(month, 0)
    expect(quantityOf({ network: { nat: 'per-zone' } }, 'natHours')).toBeCloseTo(2 * month, 0)
    expect(quantityOf({ network: { nat: 'per-zone' } }, 'publicAddressHours')).toBeCloseTo(2 * month, 0)
  })

  test('each node of a cache is billed, and each replica of a database with its storage', () => {
    const database = { multiAz: false, replicas: { count: 2, instance: 't4g.small' } }
    const costs = costsOf({ network, cache: { shards: 2, replicas: 2 }, database })
    const quantity = (item: string) => costs.find((cost) => cost.item === item)?.quantity
    expect(quantity('valkey t4g.microHours')).toBeCloseTo(6 * month, 0)
    expect(quantity('t4g.smallHours')).toBeCloseTo(2 * month, 0)
    expect(quantity('databaseStorage')).toBe(60)
  })

  test('a regional gateway is billed in each zone, with an address of AWS', () => {
    expect(quantityOf({ network: { nat: 'regional' } }, 'natHours')).toBeCloseTo(2 * month, 0)
    expect(quantityOf({ network: { nat: 'regional' } }, 'publicAddressHours')).toBeCloseTo(2 * month, 0)
  })

  test('tasks are counted as often as they always run, with their addresses and those of the load balancer', () => {
    const three = { network, web: { ...web, min: 3 } }
    expect(quantityOf(three, 'fargateVcpuHours')).toBeCloseTo((3 * month) / 4, 0)
    expect(quantityOf(three, 'fargateGigabyteHours')).toBeCloseTo((3 * month) / 2, 0)
    expect(quantityOf(three, 'publicAddressHours')).toBeCloseTo((3 + 2) * month, 0)
    expect(quantityOf(three, 'balancerHours')).toBeCloseTo(month, 0)
    expect(quantityOf({ network: { nat: 'one' }, web }, 'publicAddressHours')).toBeCloseTo((2 + 1) * month, 0)
  })

  test('a task is counted by its size, on arm64 by the price of that', () => {
    const arm = { network, web: { ...web, cpu: 1024, memory: 2048, architecture: 'arm64' } }
    expect(quantityOf(arm, 'fargateArmVcpuHours')).toBeCloseTo(month, 0)
    expect(quantityOf(arm, 'fargateArmGigabyteHours')).toBeCloseTo(2 * month, 0)
    expect(quantityOf(arm, 'fargateVcpuHours')).toBe(0)
  })

  test('a standby doubles the database', () => {
    const single = { network, database: { multiAz: false } }
    expect(quantityOf(single, 't4g.microHours')).toBeCloseTo(month, 0)
    expect(quantityOf(single, 'databaseStorage')).toBe(20)
    expect(quantityOf({ network, database: {} }, 't4g.microHours')).toBeCloseTo(2 * month, 0)
    expect(quantityOf({ network, database: {} }, 'databaseStorage')).toBe(40)
  })

  test('a database whose price nobody has looked up is refused by name', () => {
    expect(() => countEstate(configOf({ network, database: { instance: 'm7g.large' } }))).toThrow(
      'No price is known for db.m7g.large',
    )
  })
})

describe('reading a metric', () => {
  const readsOf = (config: ReturnType<typeof configOf>) =>
    countMonth(config, operationsTemplate(config))
      .map(costOf)
      .find(({ item }) => item === 'metricReads')

  test('is never free: each database at each look, a heartbeat once for each time that it was promised', () => {
    expect(readsOf(configOf({ network }))?.quantity).toBe(0)
    const metrics = { ...example.metrics, databases: ['reports'] }
    const read = readsOf(configOf({ network }, { metrics }))
    expect(read?.quantity).toBeCloseTo(month * 12, -1)
    expect(read?.bill).toBe(read?.list)
    const heartbeats = { orders: { every: '1 hour', metric: { namespace: 'Shop', metric: 'Orders' } } }
    const beating = configOf({ network }, { alerts: { ...example.alerts, heartbeats } })
    expect(readsOf(beating)?.quantity).toBeCloseTo(month, -1)
  })

  test("is counted for the estate's own database", () => {
    expect(quantityOf({ network, database: {} }, 'metricReads')).toBeCloseTo(month * 12, -1)
  })
})
