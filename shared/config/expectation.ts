import type * as z from 'zod'
import { didYouMean } from './offers/did-you-mean.ts'
import { offerBoolean, offerNumber } from './offers/scalars.ts'

type Schema = z.core.$ZodType
type Def = z.core.$ZodTypes['_zod']['def']

const defOf = (schema: Schema): Def => (schema as z.core.$ZodTypes)._zod.def

/** What an error of the schema's own says to an input. */
const ownText = (error: z.core.$ZodErrorMap<never> | undefined, input: unknown): string | undefined => {
  const made = error?.({ code: 'custom', input, path: [] } as never)
  return (typeof made === 'string' ? made : made?.message) || undefined
}

/** What the first of a schema's checks asks for: a value of another type should have been like that. */
const checksText = ({ checks = [] }: Def, input: unknown): string | undefined => {
  for (const check of checks) {
    const text = ownText(check._zod.def.error, input)
    if (text !== undefined) return text
  }
  return undefined
}

/** The bounds that a number's checks ask for. */
const boundsOf = ({ checks = [] }: Def): { from?: number; above?: number; to?: number } => {
  const bounds: { from?: number; above?: number; to?: number } = {}
  for (const check of checks) {
    const { def } = check._zod as z.core.$ZodChecks['_zod']
    if (def.check === 'greater_than') bounds[def.inclusive ? 'from' : 'above'] = Number(def.value)
    if (def.check === 'less_than') bounds.to = Number(def.value)
  }
  return bounds
}

const numberText = (def: Def): string => {
  const { from, above, to } = boundsOf(def)
  const kind = 'format' in def ? 'a whole number' : above === 0 ? 'a positive number' : 'any number'
  if (from !== undefined && to !== undefined) return `${kind} from ${from} to ${to}`
  if (from !== undefined) return `${kind} of at least ${from}`
  return to === undefined ? `${kind}, such as 5` : `${kind} of at most ${to}`
}

/** So many keys of an object are named; the documentation has the others. */
const mostKeys = 8

/** The keys of an object, first those that it must have. */
const shapeText = (shape: Readonly<Record<string, Schema>>): string => {
  const all = Object.keys(shape)
  const must = all.filter((key) => shape[key]?._zod.optin === undefined)
  const keys = [...must, ...all.filter((key) => !must.includes(key))]
  return `{ ${keys.slice(0, mostKeys).join(', ')}${keys.length > mostKeys ? ', …' : ''} }`
}

/** Alternatives in one line; objects are left out where something shorter may stand there too. */
export const alternatives = (texts: readonly string[]): string => {
  const short = texts.filter((text) => !text.startsWith('{'))
  return [...new Set(short.length > 0 ? short : texts)].join(', or ').replaceAll(', or one of ', ', ')
}

/**
 * What may stand where a schema is asked, in the words that follow "expected": those of the schema where it has its own, else
 * what can be read from it. Never the name of a type alone.
 * @param input what stands there instead, so that a schema can offer what was likely meant
 */
export const expectationOf = (schema: Schema, input?: unknown): string => {
  const def = defOf(schema)
  const own = ownText(def.error, input) ?? checksText(def, input)
  if (own !== undefined && def.type !== 'record' && def.type !== 'array' && def.type !== 'object') return own
  switch (def.type) {
    case 'number':
      return `${numberText(def)}${didYouMean(offerNumber(input))}`
    case 'boolean':
      return `true or false${didYouMean(offerBoolean(input))}`
    case 'enum':
      return `one of ${Object.values(def.entries).map(jsonOf).join(', ')}`
    case 'literal':
      return `one of ${def.values.map(jsonOf).join(', ')}`
    case 'object':
      return shapeText(def.shape)
    case 'record':
      return `{ name: ${expectationOf(def.valueType)}, … }`
    case 'array':
      return `a list, each entry of it ${expectationOf(def.element)}`
    case 'union':
      return alternatives(def.options.map((option) => expectationOf(option, input)))
    case 'optional':
    case 'default':
    case 'prefault':
      return expectationOf(def.innerType, input)
    default:
      return 'a text'
  }
}

const jsonOf = (value: unknown): string => JSON.stringify(value)
