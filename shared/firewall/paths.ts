/** Rounds in which an encoding may hide another: a log encodes once more what came encoded. */
const rounds = 3

const hex = /%([0-9a-f]{2})/gi

/** Decodes `%41` once. Bytes in, bytes out, as latin1: each character is one byte. */
export const decodeOnce = (latin1: string): string =>
  latin1.replace(hex, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))

/** Decodes `%41` until nothing changes, at most three times. Bytes in, bytes out, as latin1: each character is one byte. */
export const decodeBytes = (latin1: string): string => {
  let text = latin1
  for (let round = 0; round < rounds && text.includes('%'); round += 1) {
    const decoded = decodeOnce(text)
    if (decoded === text) return text
    text = decoded
  }
  return text
}

/** Characters of ASCII in two, three or four bytes. */
const overlong = /[\xc0\xc1][\x80-\xbf]|\xe0[\x80\x81][\x80-\xbf]|\xf0\x80[\x80\x81][\x80-\xbf]/g

/**
 * The same without overlong bytes: UTF-8 forbids them (RFC 3629, section 3), and lax servers read them all the same, so that `%c0%af` is a
 * slash. Nobody sends them by mistake.
 */
const withoutOverlong = (latin1: string): string =>
  latin1.replace(overlong, (bytes) =>
    String.fromCharCode(
      ((bytes.charCodeAt(bytes.length - 2) & 0x1f) << 6) | (bytes.charCodeAt(bytes.length - 1) & 0x3f),
    ),
  )

const folded = (latin1: string): string => Buffer.from(latin1, 'latin1').toString('utf8').toLowerCase()

/** What an agent or a host is compared as: decoded, lower case. What is not UTF-8 stays, as a question mark. @param latin1 a character is a byte */
export const comparedText = (latin1: string): string => folded(decodeBytes(latin1))

const resolved = (path: string): string => {
  const segments: string[] = []
  for (const segment of path.split('/').slice(1)) {
    const bare = segment.split(';', 1)[0] ?? ''
    if (bare === '..') segments.pop()
    else if (bare !== '.' && bare !== '') segments.push(bare)
  }
  const ended = /\/(\.{0,2}(;[^/]*)?)$/.test(path)
  return `/${segments.join('/')}${ended && segments.length > 0 ? '/' : ''}`
}

/**
 * What a path is compared as. Decoded until nothing changes, lower case, and as servers see it (RFC 3986, section 6.2.2; WHATWG URL):
 * `\` is `/`, `//` is `/`, an overlong character is the one that it stands for, `/./` is nothing, `/../` takes the segment before it away, and `;…` of a segment, which Java's
 * servers cut off, is not there. A `?` that came encoded is a character like any other.
 * @param latin1 a path without its query; a character is a byte
 */
export const comparedPath = (latin1: string): string => {
  const text = folded(withoutOverlong(decodeBytes(latin1))).replaceAll('\\', '/')
  return resolved(text.startsWith('/') ? text : `/${text}`)
}

const bytesOf = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')

/** What a path of the config is compared as; its `*` stay. */
export const comparedPattern = (pattern: string): string =>
  pattern.startsWith('*') ? comparedPath(`/${bytesOf(pattern)}`).slice(1) : comparedPath(bytesOf(pattern))

/** The same for an agent or a host. */
export const comparedGlob = (pattern: string): string => comparedText(bytesOf(pattern))

/** What is wrong with a path of the config, which would match nothing, or be evaded by writing it otherwise; nothing if it is right. */
export const pathFault = (path: string): string | undefined => {
  const example = 'a path such as /wp-login.php or *.php'
  if (!/^[/*]/.test(path)) {
    const text = path.trim().replace(/^https?:\/\/[^/]*/i, '')
    return `${example}, which begins with / or *${text === '' ? '' : ` — did you mean ${JSON.stringify(text.startsWith('/') ? text : `/${text}`)}?`}`
  }
  if (/[?#]/.test(path))
    return `a path without a query, which the rule does not look at — did you mean ${JSON.stringify(path.replace(/[?#].*$/, ''))}?`
  if (/\s/.test(path)) return `${example}, without blanks; write %20 for one`
  const read = comparedPattern(path)
  if (!/^[/*]/.test(read)) return `${example}, that stays one when its /../ are resolved`
  if (comparedPattern(read) !== read) return `a path that is decoded after ${rounds} rounds: this one is still encoded`
  return undefined
}
