/**
 * Whether a text fits a pattern in which `*` stands for any text, none included, and everything else for itself. Upper and lower case differ.
 * The parts between the stars are looked for one after the other and never again, so a hostile pattern costs no more time.
 */
export const fits = (pattern: string, text: string): boolean => {
  const parts = pattern.split('*')
  const first = parts.shift() ?? ''
  const last = parts.pop()
  if (last === undefined) return pattern === text
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false
  const end = text.length - last.length
  let place = first.length
  for (const part of parts) {
    const found = text.indexOf(part, place)
    if (found < 0 || found + part.length > end) return false
    place = found + part.length
  }
  return true
}

/**
 * Whether a pattern takes all that another pattern, or a text, stands for: `*` any text, `?` any one character, and so nothing of a `*`. Upper and lower
 * case differ. Walked, because a pattern of many stars would be slow as an expression.
 */
export const covers = (pattern: string, other: string): boolean => {
  let [at, star, mark] = [0, -1, 0]
  let from = 0
  while (from < other.length) {
    const [wanted, given] = [pattern[at], other[from]]
    if (wanted === '*') {
      star = at++
      mark = from
    } else if (wanted !== undefined && (wanted === given || (wanted === '?' && given !== '*'))) {
      at++
      from++
    } else if (star >= 0) {
      at = star + 1
      from = ++mark
    } else return false
  }
  while (pattern[at] === '*') at++
  return at === pattern.length
}
