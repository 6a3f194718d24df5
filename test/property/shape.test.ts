import * as fc from 'fast-check'
import * as zod from 'zod/mini'
import * as own from '../../shared/shape.ts'

/** What both libraries can read, made of the same words. */
type Plan =
  | 'string'
  | 'number'
  | 'boolean'
  | 'unknown'
  | { readonly literal: string }
  | { readonly oneOf: readonly [string, ...string[]] }
  | { readonly optional: Plan }
  | { readonly nullable: Plan }
  | { readonly orElse: Plan }
  | { readonly array: Plan }
  | { readonly record: Plan }
  | { readonly union: readonly [Plan, Plan] }
  | { readonly object: Readonly<Record<string, Plan>>; readonly loose: boolean }
  | { readonly least: number; readonly most: number }
  | { readonly start: string }
  | { readonly counted: Plan }

const word = fc.constantFrom('a', 'b', 'Records', '')

const { plan } = fc.letrec<{ plan: Plan }>((tie) => ({
  plan: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    // zod asks for a key of an unknown value to be there.
    fc.constantFrom<Plan>('string', 'number', 'boolean', { optional: 'unknown' }),
    fc.record({ literal: word }),
    fc.record({ oneOf: fc.tuple(word, word) }),
    fc.record({ least: fc.nat(2), most: fc.integer({ min: 1, max: 4 }) }),
    fc.record({ start: word }),
    fc.record({ optional: tie('plan') }),
    fc.record({ nullable: tie('plan') }),
    fc.record({ orElse: tie('plan') }),
    fc.record({ array: tie('plan') }),
    fc.record({ record: tie('plan') }),
    fc.record({ union: fc.tuple(tie('plan'), tie('plan')) }),
    fc.record({ object: fc.dictionary(word, tie('plan'), { maxKeys: 3 }), loose: fc.boolean() }),
    fc.record({ counted: tie('plan') }),
  ),
}))

const ownLeaves = { string: own.string, number: own.number, boolean: own.boolean, unknown: own.unknown }
const zodLeaves = { string: zod.string, number: zod.number, boolean: zod.boolean, unknown: zod.unknown }

const ownShape = (each: Plan): own.Shape<unknown> => {
  if (typeof each === 'string') return ownLeaves[each]()
  if ('literal' in each) return own.literal(each.literal)
  if ('oneOf' in each) return own.enum(each.oneOf)
  if ('optional' in each) return own.optional(ownShape(each.optional))
  if ('nullable' in each) return own.nullable(ownShape(each.nullable))
  if ('orElse' in each) return own.catch(ownShape(each.orElse), 'other')
  if ('array' in each) return own.array(ownShape(each.array))
  if ('record' in each) return own.record(own.string().check(own.regex(/^[a-z]/)), ownShape(each.record))
  if ('union' in each) return own.union(each.union.map(ownShape))
  if ('least' in each) return own.string().check(own.minLength(each.least), own.maxLength(each.most))
  if ('start' in each) return own.string().check(own.startsWith(each.start))
  if ('counted' in each)
    return own.pipe(
      ownShape(each.counted),
      own.transform((value) => ({ value })),
    )
  const shapes = Object.fromEntries(Object.entries(each.object).map(([key, value]) => [key, ownShape(value)]))
  return each.loose ? own.looseObject(shapes) : own.object(shapes)
}

const zodShape = (each: Plan): zod.ZodMiniType => {
  if (typeof each === 'string') return zodLeaves[each]()
  if ('literal' in each) return zod.literal(each.literal)
  if ('oneOf' in each) return zod.enum(each.oneOf)
  if ('optional' in each) return zod.optional(zodShape(each.optional))
  if ('nullable' in each) return zod.nullable(zodShape(each.nullable))
  if ('orElse' in each) return zod.catch(zodShape(each.orElse), 'other')
  if ('array' in each) return zod.array(zodShape(each.array))
  if ('record' in each) return zod.record(zod.string().check(zod.regex(/^[a-z]/)), zodShape(each.record))
  if ('union' in each) return zod.union(each.union.map(zodShape))
  if ('least' in each) return zod.string().check(zod.minLength(each.least), zod.maxLength(each.most))
  if ('start' in each) return zod.string().check(zod.startsWith(each.start))
  if ('counted' in each)
    return zod.pipe(
      zodShape(each.counted),
      zod.transform((value) => ({ value })),
    )
  const shapes = Object.fromEntries(Object.entries(each.object).map(([key, value]) => [key, zodShape(value)]))
  return each.loose ? zod.looseObject(shapes) : zod.object(shapes)
}

const scalar = fc.oneof(word, fc.string({ maxLength: 5 }), fc.integer(), fc.boolean(), fc.constant(null))
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(word, tie('value'), { maxKeys: 3 }),
  ),
}))

/** A value of which one can expect that it has the shape. */
const fitting = (each: Plan): fc.Arbitrary<unknown> => {
  if (each === 'string') return fc.string({ maxLength: 4 })
  if (each === 'number') return fc.integer()
  if (each === 'boolean') return fc.boolean()
  if (each === 'unknown') return value
  if ('literal' in each) return fc.constant(each.literal)
  if ('oneOf' in each) return fc.constantFrom(...each.oneOf)
  if ('optional' in each) return fitting(each.optional)
  if ('nullable' in each) return fc.oneof(fc.constant(null), fitting(each.nullable))
  if ('orElse' in each) return fc.oneof(value, fitting(each.orElse))
  if ('array' in each) return fc.array(fitting(each.array), { maxLength: 3 })
  if ('record' in each) return fc.dictionary(fc.constantFrom('a', 'b', 'A'), fitting(each.record), { maxKeys: 2 })
  if ('union' in each) return fc.oneof(fitting(each.union[0]), fitting(each.union[1]))
  if ('least' in each) return fc.string({ maxLength: 5 })
  if ('start' in each) return fc.string({ maxLength: 3 }).map((text) => each.start + text)
  if ('counted' in each) return fitting(each.counted)
  const fields = Object.fromEntries(Object.entries(each.object).map(([key, field]) => [key, fitting(field)]))
  return fc.record({ ...fields, more: scalar }, { requiredKeys: [] })
}

/** Where the faults are; a union's own faults are told by the union alone. */
const places = (issues: readonly { readonly path: readonly PropertyKey[] }[]): string[] =>
  [...new Set(issues.map(({ path }) => path.map(String).join('.')))].sort()

test('reads and refuses what zod reads and refuses, with the same places', () => {
  let read = 0
  let refused = 0
  const cases = plan.chain((each) => fc.tuple(fc.constant(each), fc.oneof(fitting(each), value)))
  fc.assert(
    fc.property(cases, ([each, raw]) => {
      const [ours, theirs] = [ownShape(each).safeParse(raw), zodShape(each).safeParse(raw)]
      expect(ours.success).toBe(theirs.success)
      if (ours.success) read += 1
      else refused += 1
      if (ours.success) expect(ours.data).toEqual(theirs.data)
      else if (!JSON.stringify(each).includes('union'))
        expect(places(ours.error.issues)).toEqual(places(theirs.error?.issues ?? []))
    }),
    { numRuns: 3_000 },
  )
  expect(Math.min(read, refused)).toBeGreaterThan(300)
})

test('takes nothing from a prototype, and gives none', () => {
  expect(own.object({ toString: own.optional(own.unknown()) }).safeParse({}).data).toEqual({})
  const hostile = JSON.parse('{"__proto__": {"a": "x"}, "b": "y"}')
  expect(own.object({ a: own.optional(own.string()) }).safeParse(hostile).data).toEqual({})
  expect(own.record(own.string(), own.unknown()).safeParse(hostile).data).toEqual({ b: 'y' })
})

test('says which key is wrong and not what stands there', () => {
  const shape = own.object({ to: own.array(own.object({ phone: own.string() })) })
  const { error } = shape.safeParse({ to: [{ phone: '+12025550101' }, { phone: 12_025_550_101 }] })
  expect(error?.issues).toEqual([{ path: ['to', 1, 'phone'], message: 'it is not a text' }])
})
