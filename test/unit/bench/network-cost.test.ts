import { readFileSync } from 'node:fs'
import { choiceRow, costOfChoices } from '../../../bench/cost/network.ts'
import { priceList } from '../../../bench/prices.ts'

const page = readFileSync(new URL('../../../docs/costs.md', import.meta.url), 'utf8')
const choices = costOfChoices()
const monthOf = (choice: string) => choices.find((each) => each.choice === choice)?.month ?? Number.NaN

test('docs/costs.md has the price of every choice as the templates have it, and the day of the price list', () => {
  const [, table = ''] = /## Choices of the network\n([\s\S]*?)(?=\n## |$)/.exec(page) ?? []
  expect(table).toContain(priceList.date)
  expect(table.split('\n').filter((line) => line.startsWith('| `'))).toEqual(choices.map(choiceRow))
})

test('a choice costs what it makes: gateways with addresses, endpoints by zone, and nothing else', () => {
  const month = 730.5
  expect(monthOf("nat: 'none'")).toBe(0)
  expect(monthOf("nat: 'one'")).toBeCloseTo(month * 0.05, 2)
  expect(monthOf("nat: 'per-zone'")).toBeCloseTo(2 * month * 0.05, 2)
  expect(monthOf("nat: 'per-zone', three zones")).toBeCloseTo(3 * month * 0.05, 2)
  expect(monthOf("nat: 'regional'")).toBeCloseTo(monthOf("nat: 'per-zone'"), 2)
  expect(monthOf("endpoints: 'fargate'")).toBeCloseTo(4 * 2 * month * 0.01, 2)
  expect(monthOf("endpoints: 'fargate', three zones")).toBeCloseTo(4 * 3 * month * 0.01, 2)
  for (const free of ['ipv6: true', "acls: 'database'", 'flowLogs: { s3: true }', 'peers: { … }'])
    expect(monthOf(free)).toBe(0)
})
