import type { Limit, Scale } from './limits.ts'
import { quotaDate } from './quotas.ts'

/** A rate with as many digits as are known. */
export const rateText = ({ per }: Pick<Scale, 'per'>, { rate }: Pick<Limit, 'rate'>): string => {
  const value = Number((per === 'minute' ? rate * 60 : rate).toPrecision(2))
  return value.toLocaleString('en')
}

/** Such as `250 alarms a second`. */
export const eventsText = (scale: Scale, limit: Limit): string => {
  const rate = rateText(scale, limit)
  return `${rate} ${rate === '1' ? scale.events.replace(/s$/, '') : scale.events} a ${scale.per}`
}

const named = ({ what, source, verified }: Limit): string => {
  const mark = verified ? '' : ' †'
  return source ? `[${what}](${source})${mark}` : what
}

/** Everything that was counted, as docs/scale.md prints it. */
export const scaleText = (scales: readonly Scale[]): string =>
  [
    `Numbers of AWS: ${quotaDate}. † could not be read again in AWS's own words.`,
    '',
    '| | first limit | |',
    '|---|---|---|',
    ...scales.map((scale) => {
      const [first] = scale.limits
      return first ? `| ${scale.capability} | **${eventsText(scale, first)}** | ${named(first)} |` : ''
    }),
    ...scales.flatMap((scale) => [
      '',
      `### ${scale.capability.charAt(0).toUpperCase()}${scale.capability.slice(1)}`,
      '',
      `| ${scale.events} a ${scale.per} | limit | counted | what raises it |`,
      '|---:|---|---|---|',
      ...scale.limits.map((each) => `| ${rateText(scale, each)} | ${named(each)} | ${each.counted} | ${each.raise} |`),
    ]),
  ].join('\n')
