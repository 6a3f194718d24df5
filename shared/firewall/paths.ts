/** Rounds of decoding: a log may write a path encoded twice, and its sender may have done so once more. */
const rounds = 3

/** One round of percent-decoding, byte by byte. What is not UTF-8 in the end becomes U+FFFD; what is no escape stays. */
const decodeOnce = (text: string): string =>
  text.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => Buffer.from(escapes.replaceAll('%', ''), 'hex').toString('utf8'))

/** A path as it is compared: decoded until nothing changes, in at most three rounds, and in lower case. */
export const comparablePath = (path: string): string => {
  let text = path
  for (let round = 0; round < rounds; round += 1) {
    const next = decodeOnce(text)
    if (next === text) break
    text = next
  }
  return text.toLowerCase()
}

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
  const read = comparablePath(path)
  if (comparablePath(read) !== read) return `a path that is decoded after ${rounds} rounds: this one is still encoded`
  return undefined
}
