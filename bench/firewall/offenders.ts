import type { CountedPiece } from '../../functions/firewall/logs/counts.ts'

/** Clients with at least so many lines of a rule in one minute. */
export const offendersIn = (pieces: readonly CountedPiece[], rule: string, threshold: number): string[] => {
  const sums = new Map<string, Map<number, number>>()
  for (const { counts } of pieces)
    for (const [client, { minutes }] of counts.get(rule) ?? []) {
      const known = sums.get(client) ?? new Map<number, number>()
      sums.set(client, known)
      for (const [minute, { count }] of minutes) known.set(minute, (known.get(minute) ?? 0) + count)
    }
  return [...sums]
    .filter(([, minutes]) => [...minutes.values()].some((count) => count >= threshold))
    .map(([client]) => client)
    .sort()
}

/** The same, found in the slow, obvious way. Addresses as they are written. */
export const offendersPlainly = (text: string, format: 'cloudfront' | 'alb', threshold: number): string[] => {
  const counts = new Map<string, number>()
  for (const line of text.split('\n')) {
    if (line.startsWith('#')) continue
    const fields = line.split(format === 'alb' ? ' ' : '\t')
    const [client = '', time = ''] =
      format === 'alb' ? [fields[3]?.replace(/:\d+$/, ''), fields[1]] : [fields[4], `${fields[0]}T${fields[1]}`]
    if (!/^4\d\d$/.test(fields[8] ?? '')) continue
    const key = `${client} ${time.slice(0, 16)}`
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return [
    ...new Set([...counts].filter(([, count]) => count >= threshold).map(([key]) => key.split(' ', 1)[0] ?? '')),
  ].sort()
}
