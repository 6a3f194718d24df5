import { problem } from '../explain.ts'
import { field, list } from '../references.ts'
import { regionPattern } from '../region-pattern.ts'

/**
 * Letters of the zones of a region; a, b and c where it has no line here. Which of them an account may use differs: some see one less.
 * https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-availability-zones.html
 */
const letters: Readonly<Record<string, string>> = {
  'us-east-1': 'abcdef',
  'us-west-2': 'abcd',
  'ap-northeast-1': 'abcd',
  'ap-northeast-2': 'abcd',
  'ca-central-1': 'abd',
}

const lettersOf = (region: string): string => letters[region] ?? 'abc'

/** The zones that a region has, by their names. */
const zonesOf = (region: string): string[] => [...lettersOf(region)].map((letter) => `${region}${letter}`)

/** The whole name of a zone: `c` in ap-northeast-2 is ap-northeast-2c. */
export const zoneName = (zone: string, region: string): string => (zone.length === 1 ? `${region}${zone}` : zone)

/**
 * Zones that are in no region, in another one, or named twice.
 * @param network as it was written: what cannot be read is left to the schema
 */
export const zoneProblems = (network: unknown, region: unknown): string[] => {
  if (typeof region !== 'string' || !regionPattern.test(region)) return []
  const written = list(field(network, 'zones'))
  const names = written.map((zone) => (typeof zone === 'string' ? zoneName(zone, region) : undefined))
  return written.flatMap((zone, index) => {
    const [name, path] = [names[index], ['estate', 'network', 'zones', index]]
    if (name === undefined || !/^[a-z0-9-]+$/.test(name)) return []
    if (!zonesOf(region).includes(name))
      return [problem(path, zone, `a zone of ${region}: ${zonesOf(region).join(', ')}`, zonesOf(region))]
    const first = names.indexOf(name)
    return first < index ? [problem(path, zone, `another zone than zones[${first}] (${name})`)] : []
  })
}
