/** What stands in a template of thumbnails' keys: fixed text, or what differs from thumbnail to thumbnail. */
export type Part = { readonly text: string } | { readonly field: Field }

const fields = ['key', 'path', 'name', 'size', 'format'] as const
type Field = (typeof fields)[number]

/** The template that is used where the config has none. */
export const defaultKey = '{key}/{size}.{format}'

const isField = (name: string): name is Field => (fields as readonly string[]).includes(name)

/** The parts of a template, with the format put in. An unknown field stays as text, which `templateProblem` refuses. */
export const partsOf = (template: string, format: string): readonly Part[] =>
  template
    .replaceAll('{format}', format)
    // Together they are the whole key, and are then found in a thumbnail's key without looking for the slash.
    .replaceAll('{path}{name}', '{key}')
    .split(/(\{\w+\})/)
    .filter((part) => part !== '')
    .map((part) => {
      const name = /^\{(\w+)\}$/.exec(part)?.[1] ?? ''
      return isField(name) ? { field: name } : { text: part }
    })

const fieldsOf = (parts: readonly Part[]): readonly Field[] =>
  parts.flatMap((part) => ('field' in part ? [part.field] : []))

const once = 'once: {size}, and {key} or first {path} and then {name}, such as {size}/{path}{name}.webp'

const whole = ['key size', 'size key', 'path name size', 'path size name', 'size path name']

/** Text on one side of `{size}`, where the name of a size must end: names have only a-z, 0-9 and hyphens. */
const separates = (part: Part | undefined, side: 'before' | 'after'): boolean => {
  if (part === undefined) return true
  if ('field' in part) return part.field === 'path' && side === 'before'
  return !/[a-z0-9-]/.test((side === 'before' ? part.text.at(-1) : part.text[0]) ?? '')
}

/** A part of a path that means another place. https://url.spec.whatwg.org/#double-dot-path-segment */
export const dotSegment = /(^|\/)\.\.?(\/|$)/

/** What is wrong with a template by itself: two thumbnails of it could have one key, or S3 would not take it. */
export const templateProblem = (template: string): string | undefined => {
  const parts = partsOf(template, 'webp')
  const text = parts.map((part) => ('text' in part ? part.text : '')).join('')
  if (/[{}]/.test(text)) return `only the fields ${fields.map((field) => `{${field}}`).join(', ')}`
  if (!/^[\w!'()./-]*$/.test(text) || template.startsWith('/'))
    return "letters, digits and !-_.'()/ beside the fields, and no slash in front"
  if (dotSegment.test(template)) return 'no part . or .. between slashes, which browsers take out of an address'
  const order = fieldsOf(parts).join(' ')
  if (!whole.includes(order)) return `each of these ${once}`
  const size = parts.findIndex((part) => 'field' in part && part.field === 'size')
  const next = parts[size + 1]
  const sizeIsLast = order.endsWith('size')
  if (
    sizeIsLast || order === 'path size name'
      ? !separates(parts[size - 1], 'before')
      : !separates(next, 'after') || next === undefined
  )
    return 'a slash, a dot or another sign that no name of a size has between {size} and what it stands beside; else two thumbnails could have one key'
  if (order === 'path size name' && !(next !== undefined && 'text' in next && next.text.endsWith('/')))
    return 'a slash in front of {name}; else two thumbnails could have one key'
  return undefined
}

export interface KeySpace {
  /** What the originals' keys start with. */
  readonly prefix: string
  readonly key: string
  readonly format: string
  readonly sizes: readonly string[]
}

const isVariable = (part: Part): boolean => 'field' in part && part.field !== 'size'

/** Every fixed text that a row of parts can be, with the sizes put in. */
const textsOf = (parts: readonly Part[], sizes: readonly string[]): readonly string[] =>
  sizes.map((size) => parts.map((part) => ('text' in part ? part.text : size)).join(''))

/** What all keys of thumbnails of a recipe start with: one for each size at most. */
export const startsOf = ({ prefix, key, format, sizes }: KeySpace): readonly string[] => {
  const parts = partsOf(key, format)
  const first = parts.findIndex(isVariable)
  const variable = parts[first]
  const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1)
  const known = variable && 'field' in variable && variable.field === 'key' ? prefix : folder
  return [...new Set(textsOf(parts.slice(0, first), sizes).map((text) => `${text}${known}`))]
}

const endsOf = ({ key, format, sizes }: KeySpace): readonly string[] => {
  const parts = partsOf(key, format)
  return textsOf(parts.slice(parts.findLastIndex(isVariable) + 1), sizes)
}

const allDiffer = (ones: readonly string[], others: readonly string[], meet: (one: string, other: string) => boolean) =>
  ones.every((one) => others.every((other) => !meet(one, other) && !meet(other, one)))

/**
 * Whether no thumbnail of one recipe can ever have the key of one of another: they have the same template, or all keys start
 * or end in different ways. An original has one recipe only, so that the same template never gives one key twice.
 */
export const neverMeet = (one: KeySpace, other: KeySpace): boolean =>
  one.key.replaceAll('{format}', one.format) === other.key.replaceAll('{format}', other.format) ||
  allDiffer(startsOf(one), startsOf(other), (a, b) => a.startsWith(b)) ||
  allDiffer(endsOf(one), endsOf(other), (a, b) => a.endsWith(b))
