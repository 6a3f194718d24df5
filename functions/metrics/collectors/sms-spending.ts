import { impliedCollector, type Reading } from './collector.ts'
import { readsMetricData } from './metric-data.ts'

/** What text messages have cost this month, in US dollars. Nothing while none was sent. */
export const measureSmsSpending = (dollars: number | undefined): Reading[] =>
  dollars === undefined ? [] : [{ name: 'SMSMonthToDateSpentUSD', value: dollars, unit: 'None' }]

/** The month's cost of text messages, copied from the region that sends them. */
export const smsSpending = impliedCollector({
  kind: 'sms-spending',
  places: (_none, { smsRegion }) => (smsRegion ? [{ region: smsRegion }] : []),
  text: ({ region }) => `text messages' cost in ${region}`,
  dimensions: ({ region }) => ({ Region: region }),
  read: async ({ region }, sources, now) => {
    const { readSmsSpending } = await import('../../../shared/sms-spending.ts')
    return measureSmsSpending(await readSmsSpending(sources.client, region, now))
  },
  statements: () => [readsMetricData],
  metrics: ['SMSMonthToDateSpentUSD'],
})
