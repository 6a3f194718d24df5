import { consoleLink } from '../intake/console.ts'
import type { Facts } from './facts.ts'
import type { Words } from './words.ts'

export interface ConsoleLink {
  readonly text: string
  readonly url: string
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
  const base = consoleLink(region, `/cloudwatch/home?region=${region}`)
  return [
    ...(base && arn ? [{ text: words.links.alarm, url: `${base}#alarmsV2:alarm/${encodeURIComponent(name)}` }] : []),
    ...(base && logGroup
      ? [{ text: words.links.logs, url: `${base}#logsV2:log-groups/log-group/${twice(logGroup)}` }]
      : []),
    ...(link !== undefined && isHttps(link) ? [{ text: words.links.other, url: link }] : []),
  ]
}
