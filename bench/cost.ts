import { config as written } from '../nightshift.config.ts'
import { parseConfig } from '../shared/config/define-config.ts'
import { countEstate } from './cost/estate.ts'
import type { Usage } from './cost/usage.ts'
import { countMonth } from './month.ts'
import { priceList, prices } from './prices.ts'
import type { Bench } from './row.ts'
import { operationsTemplate } from './template.ts'

/** US dollars that a quiet month may cost, without the estate. */
export const mark = 5

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
    ...(estate.length > 0
      ? [{ what: 'its estate, which nobody visits', ours: dollars(totalOf(estate, 'list')), mark: 'none: by the hour' }]
      : []),
  ]
}
