import { config as written } from '../nightshift.config.ts'
import { parseConfig } from '../shared/config/define-config.ts'
import type { Config } from '../shared/config/schema.ts'
import { countEstate } from './cost/estate.ts'
import { costOfLines } from './cost/log-lines.ts'
import type { Usage } from './cost/usage.ts'
import { countMonth } from './month.ts'
import { priceList, prices } from './prices.ts'
import type { Bench, BenchRow } from './row.ts'
import { operationsTemplate } from './template.ts'

/**
 * US dollars that a quiet month may cost, without the estate: five for all but the firewall, and what that takes beside them
 * (docs/costs.md).
 */
export const mark = 6.3

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

/** What a million lines of access logs cost, beside what WSA takes for them. The whole of the config's rules, and without those of every request. */
const linesRow = async (config: Config, linesPerObject: number, report: (text: string) => void): Promise<BenchRow> => {
  const rules = config.firewall?.rules ?? {}
  const others = Object.fromEntries(Object.entries(rules).filter(([, rule]) => !('requests' in rule)))
  const all = await costOfLines(config, linesPerObject)
  const without = config.firewall
    ? await costOfLines({ ...config, firewall: { ...config.firewall, rules: others } }, linesPerObject)
    : all
  const cents = (amount: number): string => `$${amount.toFixed(5)}`
  const objects = `objects of ${linesPerObject.toLocaleString('en')} lines`
  report(
    `a million log lines, ${objects}: ${cents(all.ours)} (the ledger ${cents(all.ledger)}); without rules of every request ${cents(without.ours)} (${cents(without.ledger)}); WSA ${cents(all.wsa)}`,
  )
  return {
    what: `a million log lines, ${objects}, rules of errors and paths`,
    ours: cents(without.ours),
    reference: `WSA ${cents(without.wsa)}; with a rule of every request ours is ${cents(all.ours)}`,
    ratio: without.ours / without.wsa,
    mark: '< WSA',
    met: without.ours < without.wsa,
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
  const lines: BenchRow[] = []
  for (const each of config.firewall ? [50_000, 10_000] : []) lines.push(await linesRow(config, each, report))
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
