import { configuredCollector, type Reading, type SchemaKit } from './collector.ts'
import { readsMetricData } from './metric-data.ts'

/** US dollars of the month's money for text messages that are left, never less than none. Where none was sent all of it is. */
export const measureSmsBudget = (budget: number, spent: number | undefined): Reading[] => [
  { name: 'SMSBudgetLeftUSD', value: Math.max(0, budget - (spent ?? 0)), unit: 'None' },
]

/** What is left of `alerts.smsBudget` this month, in the region that sends the texts. */
export const smsBudget = configuredCollector({
  kind: 'sms-budget',
  schema: ({ z }: SchemaKit) => z.boolean().default(false),
  places: (isWanted, { smsMoney }) => (isWanted && smsMoney ? [smsMoney] : []),
  text: ({ region }) => `what is left for text messages in ${region}`,
  dimensions: ({ region }) => ({ Region: region }),
  read: async ({ region, budget }, sources, now) => {
    const { readSmsSpending } = await import('../../../shared/sms-spending.ts')
    return measureSmsBudget(budget, await readSmsSpending(sources.client, region, now))
  },
  statements: () => [readsMetricData],
  metrics: ['SMSBudgetLeftUSD'],
})
