import { UsageError } from '../usage-error.ts'

/** What CloudFront takes of invalidations that go on at once. https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html */
const most = { paths: 3_000, wildcards: 15, characters: 4_000 } as const

/** As CloudFront knows the path: what is not a letter of addresses is written as its bytes, and what is written so already stays. */
const encoded = (path: string): string => encodeURI(path).replaceAll(/%25([\da-f]{2})/gi, '%$1')

const faultOf = (path: string): string | undefined => {
  if (/^[a-z]+:\/\//i.test(path)) return 'give the path alone, without https:// and the domain'
  if (!path.startsWith('/')) return 'a path starts with a slash'
  if (/[\p{Cc}\s]/u.test(path)) return 'a blank is written as %20'
  if (!path.isWellFormed()) return 'half of a letter is in it'
  if (path.includes('#')) return 'what comes after # is never sent'
  const star = path.indexOf('*')
  if (star !== -1 && star < path.length - 1) return 'a * stands at the end alone, for everything that begins so'
  return encoded(path).length > most.characters ? `at most ${most.characters} characters` : undefined
}

/**
 * The paths of an invalidation as CloudFront wants them, each once.
 * @throws UsageError naming the path and what is wrong with it, or how many there may be
 */
export const invalidationPaths = (paths: readonly string[]): string[] => {
  for (const path of paths) {
    const fault = faultOf(path)
    if (fault !== undefined) throw new UsageError(`"${path}" is not a path that can be invalidated: ${fault}.`)
  }
  const all = [...new Set(paths.map(encoded))]
  const wildcards = all.filter((path) => path.endsWith('*'))
  if (all.length === 0) throw new UsageError('Name at least one path, such as /index.html or "/assets/*".')
  if (wildcards.length > most.wildcards)
    throw new UsageError(`CloudFront takes ${most.wildcards} paths with * at once, and these are ${wildcards.length}.`)
  if (all.length - wildcards.length > most.paths)
    throw new UsageError(
      `CloudFront takes ${most.paths} paths at once, and these are ${all.length - wildcards.length}. Use a * or ask in parts.`,
    )
  return all
}
