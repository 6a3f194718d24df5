import * as z from 'zod'
import { isPrivate, tryRange } from '../../reach/spans.ts'
import { problem } from '../explain.ts'
import { field, list } from '../references.ts'

/** Ranges of the internet from which a listener for tests is open. */
const rangeSchema = z.string().refine((text) => {
  const range = tryRange(text)
  if (range === undefined || !text.includes('/')) return false
  return !text.endsWith('/0') && !(range.family === 'ipv4' && isPrivate(range))
}, 'a public range such as 203.0.113.0/24: a load balancer on the internet sees no private address, and a range of everybody is what the other listener is for')

export const testListenerSchema = z.strictObject({
  /** Default 8443. */
  port: z.int().min(1).max(65_535).default(8443),
  /** Ranges from which it is open, to nobody else. */
  from: z.array(rangeSchema).min(1).max(40),
})

export type TestListener = z.output<typeof testListenerSchema>

/** CloudFront's list weighs 55 of the 60 rules of a group. */
const besideCloudFront = 5

const path = ['estate', 'web', 'testListener']

/** Faults of the listener for tests that it does not show alone, in a config as it was written. */
export const testListenerProblems = (estate: unknown): string[] => {
  const web = field(estate, 'web')
  const listener = field(web, 'testListener')
  if (listener === undefined) return []
  const port = field(listener, 'port')
  const from = list(field(listener, 'from'))
  const hasIpv6 = field(field(estate, 'network'), 'ipv6') === true
  return [
    ...(port === 80 || port === 443
      ? [problem([...path, 'port'], port, 'a port that the load balancer does not listen on already, such as 8443')]
      : []),
    ...from.flatMap((range, index) =>
      typeof range === 'string' && range.includes(':') && !hasIpv6
        ? [problem([...path, 'from', index], range, 'an IPv4 range, or estate.network.ipv6: true')]
        : [],
    ),
    ...(field(web, 'from') === 'cloudfront' && from.length > besideCloudFront
      ? [
          problem(
            [...path, 'from'],
            from,
            `at most ${besideCloudFront} ranges beside from: 'cloudfront', whose list takes 55 of the 60 rules of a security group`,
          ),
        ]
      : []),
  ]
}
