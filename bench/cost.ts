import { config as written } from '../nightshift.config.ts'
import { parseConfig } from '../shared/config/define-config.ts'
import type { Config } from '../shared/config/schema.ts'
import { log } from '../shared/log.ts'
import { countEstate } from './cost/estate.ts'
import { comings, costOfLines } from './cost/log-lines.ts'
import { costOfChoices } from './cost/network.ts'
import type { Usage } from './cost/usage.ts'
import { countMonth } from './month.ts'
import { priceList, prices } from './prices.ts'
import type { Bench, BenchRow } from './row.ts'
import { operationsTemplate } from './template.ts'

/**
 * US dollars that a quiet month may cost, without the estate: five for all but the firewall, backups, audits and sources, 1.30 for the
 * firewall, the alarms of the others (four of backups, two of audits), and the queue of the sources (docs/costs.md).
 */
export const mark = 7.1

/** Lines of an object, and how such objects come: 10, 100 and 10,000 objects to a million lines. */
const sizes = [
  [100_000, 'nowAndThen'],
  [10_000, 'flood'],
  [100, 'flood'],
] as const

export interface Cost extends Usage {
  /** US dollars at list price. */
  readonly list: number
  /** US dollars after what every account has for nothing. */
  readonly bill: number
}

/** What a usage costs. */
export const costOf = (usage: Usage): Cost => {
  const { each, free } = prices[usage.item]
  return { ...usage, list: usage.quantity * each, bill: Math.max(0, usage.quantity - free) * each }
}

export const totalOf = (costs: readonly Cost[], which: 'list' | 'bill'): number =>
  costs.reduce((sum, cost) => sum + cost[which], 0)

export const dollars = (amount: number): string => `$${amount.toFixed(2)}`

const amount = (quantity: number): string =>
  quantity.toLocaleString('en', { maximumFractionDigits: quantity < 100 ? 2 : 0 })

const lineOf = ({ item, quantity, counted, list, bill }: Cost): string => {
  const { unit, verified } = prices[item]
  return `${item.padEnd(16)} ${amount(quantity).padStart(10)} × ${`${unit}${verified ? '' : ' †'}`.padEnd(14)} ${dollars(list).padStart(6)} → ${dollars(bill).padStart(6)}   ${counted}`
}

/** What a million lines of access logs cost, beside what WSA takes for them: with the whole of the config's rules, and without those of every request. */
const linesRow = async (
  config: Config,
  linesPerObject: number,
  how: keyof typeof comings,
  report: (text: string) => void,
): Promise<BenchRow> => {
  const rules = config.firewall?.rules ?? {}
  const others = Object.fromEntries(Object.entries(rules).filter(([, rule]) => !('requests' in rule)))
  const all = await costOfLines(config, linesPerObject, comings[how])
  const without = config.firewall
    ? await costOfLines({ ...config, firewall: { ...config.firewall, rules: others } }, linesPerObject, comings[how])
    : all
  const cents = (amount: number): string => `$${amount.toFixed(5)}`
  const what = `a million log lines, objects of ${linesPerObject.toLocaleString('en')} lines, ${how === 'flood' ? 'in a flood' : 'two at a time'}`
  report(
    `${what}: ${cents(all.ours)} (keeping the counts ${cents(all.counts)}); without rules of every request ${cents(without.ours)} (${cents(without.counts)}); WSA ${cents(all.wsa)}`,
  )
  return {
    what: `${what}, every rule`,
    ours: cents(all.ours),
    reference: `WSA ${cents(all.wsa)}; without a rule of every request ours is ${cents(without.ours)}`,
    ratio: all.ours / all.wsa,
    mark: '< WSA',
    met: all.ours < all.wsa,
  }
}

/** A quiet month without the estate, counted from the template. */
export const run: Bench['run'] = async (report) => {
  const config = parseConfig(written, new Date())
  const costs = countMonth(config, operationsTemplate(config)).map(costOf)
  report(
    `list price → after allowances that do not end; prices of ${priceList.region}, ${priceList.date}; † unverified`,
  )
  for (const cost of costs) if (cost.quantity > 0) report(lineOf(cost))
  const estate = countEstate(config).map(costOf)
  if (estate.length > 0) report('the estate')
  for (const cost of estate) report(lineOf(cost))
  report('a network with each choice of estate.network')
  for (const { choice, month } of costOfChoices()) report(`  ${choice}: ${dollars(month)}`)
  const lines: BenchRow[] = []
  log.setLogLevel('SILENT')
  for (const [size, how] of config.firewall ? sizes : []) lines.push(await linesRow(config, size, how, report))
  const bill = totalOf(costs, 'bill')
  const list = totalOf(costs, 'list')
  return [
    {
      what: 'a quiet month without the estate, as billed',
      ours: dollars(bill),
      reference: `${dollars(list)} at list price, without any allowance`,
      ratio: bill / list,
      mark: `≤ ${dollars(mark)}`,
      met: bill <= mark,
    },
    ...lines,
    ...(estate.length > 0
      ? [{ what: 'its estate, which nobody visits', ours: dollars(totalOf(estate, 'list')), mark: 'none: by the hour' }]
      : []),
  ]
}
