/** Not of the isolated partitions, of which the console is elsewhere. */
const regionName = /^[a-z]{2}(?!-iso)(-[a-z]+){1,3}-\d{1,2}$/

/**
 * Address of a page of the AWS console, or nothing where the region is no region: what comes in must not choose a host.
 * @param path from `/`, its parts already encoded
 */
export const consoleLink = (region: string | undefined, path: string): string | undefined => {
  if (region === undefined || !regionName.test(region)) return undefined
  if (region.startsWith('cn-')) return `https://${region}.console.amazonaws.cn${path}`
  if (region.startsWith('us-gov-')) return `https://console.amazonaws-us-gov.com${path}`
  return `https://${region}.console.aws.amazon.com${path}`
}

/** A part of an address. Half a surrogate pair, which has no encoding, becomes a mark. */
export const part = (value: string): string => encodeURIComponent(value.toWellFormed())
