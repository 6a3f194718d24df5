import type { Rule } from '../../rules/rule.ts'

/** Fields of CloudFront's legacy logs, which have always been these. */
export const legacyFields: readonly string[] = [
  ...['date', 'time', 'x-edge-location', 'sc-bytes', 'c-ip', 'cs-method', 'cs(Host)', 'cs-uri-stem', 'sc-status'],
  ...['cs(Referer)', 'cs(User-Agent)', 'cs-uri-query', 'cs(Cookie)', 'x-edge-result-type', 'x-edge-request-id'],
  ...['x-host-header', 'cs-protocol', 'cs-bytes', 'time-taken', 'x-forwarded-for', 'ssl-protocol', 'ssl-cipher'],
  ...['x-edge-response-result-type', 'cs-protocol-version', 'fle-status', 'fle-encrypted-fields', 'c-port'],
  ...['time-to-first-byte', 'x-edge-detailed-result-type', 'sc-content-type', 'sc-content-len', 'sc-range-start'],
  'sc-range-end',
]

/** Names by which a record of CloudFront is known. */
export const isCloudFrontField = (name: string): boolean =>
  /^(date|time|timestamp(\(ms\))?|c-ip|sc-status|cs-uri-stem|cs-method|x-edge-[a-z-]+)$/i.test(name)

const lowered = (fields: readonly string[]): ReadonlySet<string> => new Set(fields.map((name) => name.toLowerCase()))

/** Fields that nothing can be counted without and that were not chosen, by the names that AWS gives them. */
export const missingFields = (fields: readonly string[]): string[] => {
  const chosen = lowered(fields)
  const hasTime = (chosen.has('date') && chosen.has('time')) || chosen.has('timestamp(ms)') || chosen.has('timestamp')
  return [
    ...(hasTime ? [] : ['date and time, or timestamp(ms)']),
    ...['c-ip', 'sc-status'].filter((name) => !chosen.has(name)),
  ]
}

/** Fields that were not chosen, without which some of the rules see nothing. */
export const missingForRules = (fields: readonly string[], rules: readonly Rule[]): string[] => {
  const chosen = lowered(fields)
  const lacks = (...names: readonly string[]) => !names.some((name) => chosen.has(name))
  return [
    ...(rules.some(({ match, under }) => under || 'paths' in match) && lacks('cs-uri-stem') ? ['cs-uri-stem'] : []),
    ...(rules.some(({ match }) => 'agents' in match) && lacks('cs(user-agent)') ? ['cs(User-Agent)'] : []),
    ...(rules.some(({ hosts }) => hosts) && lacks('cs(host)', 'x-host-header') ? ['x-host-header'] : []),
  ]
}
