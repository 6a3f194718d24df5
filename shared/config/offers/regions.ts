import { closest, distance } from 'fastest-levenshtein'

/**
 * Regions of AWS that are open to everybody, with the city or state that the console names.
 * https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
 */
const places: Readonly<Record<string, readonly string[]>> = {
  'us-east-1': ['virginia', 'nvirginia', 'northernvirginia'],
  'us-east-2': ['ohio', 'columbus'],
  'us-west-1': ['california', 'ncalifornia', 'northerncalifornia', 'sanfrancisco'],
  'us-west-2': ['oregon', 'portland'],
  'af-south-1': ['capetown', 'southafrica'],
  'ap-east-1': ['hongkong'],
  'ap-east-2': ['taipei', 'taiwan'],
  'ap-northeast-1': ['tokyo', 'japan'],
  'ap-northeast-2': ['seoul', 'korea', 'southkorea', '서울'],
  'ap-northeast-3': ['osaka'],
  'ap-south-1': ['mumbai', 'india'],
  'ap-south-2': ['hyderabad'],
  'ap-southeast-1': ['singapore'],
  'ap-southeast-2': ['sydney', 'australia'],
  'ap-southeast-3': ['jakarta', 'indonesia'],
  'ap-southeast-4': ['melbourne'],
  'ap-southeast-5': ['malaysia', 'kualalumpur'],
  'ap-southeast-6': ['newzealand', 'auckland'],
  'ap-southeast-7': ['thailand', 'bangkok'],
  'ca-central-1': ['canada', 'montreal'],
  'ca-west-1': ['calgary'],
  'eu-central-1': ['frankfurt', 'germany'],
  'eu-central-2': ['zurich', 'switzerland'],
  'eu-north-1': ['stockholm', 'sweden'],
  'eu-south-1': ['milan', 'italy'],
  'eu-south-2': ['spain', 'madrid'],
  'eu-west-1': ['ireland', 'dublin'],
  'eu-west-2': ['london', 'uk', 'england'],
  'eu-west-3': ['paris', 'france'],
  'il-central-1': ['telaviv', 'israel'],
  'me-central-1': ['uae', 'dubai'],
  'me-south-1': ['bahrain'],
  'mx-central-1': ['mexico', 'queretaro'],
  'sa-east-1': ['saopaulo', 'brazil'],
}

/** The names of regions that every account may use, or opt into. A config may name others. */
export const openRegions: readonly string[] = Object.keys(places)

const bare = (text: string): string => text.toLowerCase().replace(/[^\p{L}\d]/gu, '')

/** The region that somebody most likely meant: by its city, its availability zone, another spelling, or a slip of the finger. */
export const offerRegion = (value: unknown): string | undefined => {
  if (typeof value !== 'string' || value.length > 60) return undefined
  const name = bare(value)
  const zone = /^(.*\d)[a-f]$/.exec(name)?.[1]
  const exact = openRegions.find(
    (each) => [name, zone].includes(bare(each)) || places[each]?.includes(name.replace(/\d/g, '')),
  )
  if (exact !== undefined || name === '') return exact
  const near = closest(name, openRegions.map(bare))
  return distance(name, near) <= 2 ? openRegions.find((each) => bare(each) === near) : undefined
}
