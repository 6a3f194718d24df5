import { cut } from '../../../shared/text.ts'

/** No message of ECS is near this long; it bounds the work on one that is not from ECS. */
const longest = 10_000

/** What ECS said, told apart into words and names. */
export interface Said {
  /** The words in lower case, with one space between them; names of things are `<>`, so that nobody's name is taken for a word. */
  readonly words: string
  /** The last words before each place where the text may have been cut off. */
  readonly tails: readonly string[]
  /** ARNs, addresses, images, files and quoted names, as they were written. */
  readonly names: readonly string[]
  /** The IAM action that is spoken of, such as `s3:GetObject`. */
  readonly action?: string | undefined
  /** How often something was tried before ECS gave up: "has been retried 5 time(s)". */
  readonly tries?: number | undefined
}

const wordsWithSlash = new Set(['i/o', 'net/http', 'stopped/terminated', 'secrets/registry', 'conf/error'])
const action = /^[a-z][a-z\d-]{1,30}:[A-Z][A-Za-z]{2,60}$/
const host = /^[\w-]{1,100}(\.[\w-]{1,100}){2,10}(:\d{1,5})?$/
const address = /^\d{1,3}(\.\d{1,3}){3}(:\d{1,5})?$/
const edges = new Set([...'"\'`()[]{}<>,;:.!?…‘’“”'])

/** Without quotes and punctuation around it. */
const bare = (token: string): string => {
  let from = 0
  let to = token.length
  while (from < to && edges.has(token.charAt(from))) from += 1
  while (to > from && edges.has(token.charAt(to - 1))) to -= 1
  return token.slice(from, to)
}

/** Where a name begins in a token, unless the token is a word. */
const nameStart = (token: string): number | undefined => {
  const core = bare(token)
  const scheme = token.search(/https?:\/\/|s3:\/\/|arn:aws|sha256:/i)
  if (scheme >= 0) return scheme
  if (core === '' || wordsWithSlash.has(core.toLowerCase()) || address.test(core)) return undefined
  const slash = token.indexOf('/')
  if (slash >= 0) return Math.max(...[...':"\'('].map((mark) => token.lastIndexOf(mark, slash) + 1))
  const quoted = /^(["'`]).*\1/.test(token)
  // Words of ECS have one hyphen at most.
  return quoted || host.test(core) || /-.*-/.test(core) || /\.env$/i.test(core) ? 0 : undefined
}

const tokensOf = (text: string): readonly string[] => text.split(/\s+/).filter((token) => token !== '')

const wordOf = (token: string): string => {
  const start = nameStart(token)
  return start === undefined
    ? token.toLowerCase()
    : `${token
        .slice(0, start)
        .replace(/["'`]+$/, '')
        .toLowerCase()}<>`
}

const nameOf = (token: string): string | undefined => {
  const start = nameStart(token)
  return start === undefined ? undefined : bare(token.slice(start))
}

/** Most places of a text that are looked at for a cut, and characters before each. */
const mostTails = 10
const tailLength = 80

const tailsOf = (text: string): readonly string[] =>
  [...text.matchAll(/\.\.\.|…|$/g)]
    .slice(-mostTails)
    .map(({ index }) =>
      tokensOf(text.slice(Math.max(0, index - tailLength), index))
        .map(wordOf)
        .join(' '),
    )
    .map(bare)

/** Reads a message of ECS. */
export const readText = (raw: string): Said => {
  const text = cut(raw, longest)
    .replaceAll('\\"', '"')
    .replaceAll(/\\[nt]/g, ' ')
    .replaceAll(/[‘’]/g, "'")
    .replaceAll(/[“”]/g, '"')
  const tokens = tokensOf(text)
  const words = tokens.map(wordOf).join(' ')
  const tries = /retried (\d{1,4}) ?time/.exec(words)?.[1]
  return {
    words,
    tails: tailsOf(text),
    names: tokens.map(nameOf).filter((name) => name !== undefined),
    action: tokens.map(bare).find((token) => action.test(token)),
    tries: tries === undefined ? undefined : Number(tries),
  }
}

const shortestBeginning = 8

/** How much of a phrase must stand there: the first word alone is too common, "request", "service", "unable to". */
const leastOf = (phrase: string): number => {
  const common = /^(failed to|unable to|\S+) /.exec(phrase)?.[0].length ?? 0
  return Math.max(shortestBeginning, common + 1)
}

/** The phrases are a few hundred that stand in the code, asked about for each text. */
const beginnings = new Map<string, string>()

const beginningOf = (phrase: string): string => {
  const known = beginnings.get(phrase)
  if (known !== undefined) return known
  const made = phrase.slice(0, leastOf(phrase))
  beginnings.set(phrase, made)
  return made
}

/** Whether a text that was cut off ends with the beginning of a phrase: "…: context deadli…". */
export const endsWithBeginningOf = (tail: string, phrase: string): boolean => {
  const beginning = beginningOf(phrase)
  const start = tail.lastIndexOf(beginning)
  return start >= 0 && phrase.length > beginning.length && phrase.startsWith(tail.slice(start))
}
