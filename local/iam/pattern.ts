type Values = Readonly<Record<string, readonly string[]>>

/** The only value of a key, whose name is not case-sensitive; nothing where it has none, or several. */
export const onlyValue = (values: Values, key: string): string | undefined => {
  const found = Object.entries(values).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1] ?? []
  return found.length === 1 ? found[0] : undefined
}

const escapeText = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')

/** `${key}`, or `${key, 'default'}`: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html */
const variable = /^\$\{([^},]+?)(?:\s*,\s*'([^']*)')?\}/

const source = (pattern: string, values: Values): string | undefined => {
  let text = ''
  for (let at = 0; at < pattern.length; at++) {
    const [whole, name = '', otherwise] = variable.exec(pattern.slice(at)) ?? []
    if (whole) {
      // `${*}`, `${?}` and `${$}` are those signs themselves.
      const value = /^[*?$]$/.test(name) ? name : (onlyValue(values, name) ?? otherwise)
      if (value === undefined) return undefined
      text += escapeText(value)
      at += whole.length - 1
    } else {
      const sign = pattern[at] ?? ''
      text += sign === '*' ? '[^]*' : sign === '?' ? '[^]' : escapeText(sign)
    }
  }
  return text
}

/**
 * Whether a text is what a pattern of a policy says: `*` is any text, `?` one character. A variable without a value matches nothing.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export const matchesPattern = (pattern: string, text: string, values: Values = {}): boolean => {
  const regular = source(pattern, values)
  return regular !== undefined && new RegExp(`^${regular}$`).test(text)
}
