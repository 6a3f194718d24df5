import { readMetrics } from '../../../../api/read-metrics.ts'
import type { TellNight } from '../../contract/contribution.ts'
import type { Lane } from '../../contract/night.ts'
import { numberText, timeText } from '../../view/times.ts'
import { metricsWords } from '../../view/words/metrics.ts'

const hour = 3_600

/** What should be zero and stands in no lane otherwise. Two metrics, asked for at most every five minutes: each reading costs. */
const failures = [
  { name: 'CollectorFailures', statistic: 'Sum', dimensions: {} },
  { name: 'ConsoleFailed', statistic: 'Sum', dimensions: { Capability: 'console' } },
] as const

/** Hours in which something could not be measured, or pages of the console failed. @throws the SDK's error where CloudWatch does not say */
export const metricsNight: TellNight = async ({ deployment, reader }, { from, until }) => {
  const say = metricsWords[reader.language]
  // Whole hours, so that the same values are asked for again.
  const whole = {
    from: new Date(Math.floor(from.getTime() / (hour * 1_000)) * hour * 1_000),
    until: new Date(Math.ceil(until.getTime() / (hour * 1_000)) * hour * 1_000),
    period: hour,
  }
  const series = await readMetrics(deployment, failures, whole)
  const lanes = series.map(({ name, points }): Lane => {
    const counted = points.filter(({ value }) => value > 0)
    return {
      id: `failures/${name}`,
      title: name in say.failures ? say.failures[name as keyof typeof say.failures] : name,
      path: '/metrics',
      isWrong: counted.length > 0,
      items: counted.map(({ at, value }) => ({
        from: (at < from ? from : at).toISOString(),
        look: 'failures',
        title: () => say.failedFrom(timeText(reader, at), numberText(reader, value)),
        path: '/metrics',
      })),
    }
  })
  const wrong = lanes.filter(({ items }) => items.length > 0)
  return {
    lanes,
    sentences: wrong.length > 0 ? [say.hadFailures(wrong.map(({ title }) => title).join(', '))] : [],
    attention: [],
    wasQuiet: wrong.length === 0,
  }
}
