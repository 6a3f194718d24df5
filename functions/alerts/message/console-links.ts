import type { Facts } from './facts.ts'
import type { Words } from './words.ts'

export interface ConsoleLink {
  readonly text: string
  readonly url: string
}

const consoleHosts: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
}

/** The console decodes the fragment once itself, and has `$25` where that would leave a percent sign. */
const twice = (text: string): string => encodeURIComponent(encodeURIComponent(text)).replaceAll('%', '$')

const isHttps = (url: string): boolean => URL.canParse(url) && new URL(url).protocol === 'https:'

/** Where to look in the AWS console. Without a region there is nothing to point to. */
export const consoleLinks = (
  { arn, name, region, link }: Facts,
  logGroup: string | undefined,
  words: Words,
): ConsoleLink[] => {
  const host = consoleHosts[arn?.split(':')[1] ?? 'aws']
  const base =
    host && region && /^[a-z0-9-]+$/.test(region)
      ? `https://${region}.${host}/cloudwatch/home?region=${region}`
      : undefined
  return [
    ...(base && arn ? [{ text: words.links.alarm, url: `${base}#alarmsV2:alarm/${encodeURIComponent(name)}` }] : []),
    ...(base && logGroup
      ? [{ text: words.links.logs, url: `${base}#logsV2:log-groups/log-group/${twice(logGroup)}` }]
      : []),
    ...(link !== undefined && isHttps(link) ? [{ text: words.links.other, url: link }] : []),
  ]
}
