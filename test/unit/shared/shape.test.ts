import * as z from '../../../shared/shape.ts'

test('a text or a list is as short and as long as is said', () => {
  const shape = z.string().check(z.minLength(2), z.maxLength(3))
  expect(['', 'a', 'ab', 'abc', 'abcd'].map((text) => shape.safeParse(text).success)).toEqual([
    false,
    false,
    true,
    true,
    false,
  ])
})

test('each fault is named with its place, and other keys are left out', () => {
  const shape = z.object({ name: z.string(), counts: z.array(z.number()), note: z.optional(z.string()) })
  expect(shape.safeParse({ name: 'a', counts: [1, 2], more: true })).toEqual({
    success: true,
    data: { name: 'a', counts: [1, 2] },
  })
  expect(shape.safeParse({ name: 5, counts: [1, 'x', Number.NaN], note: null }).error?.issues).toEqual([
    { path: ['name'], message: 'it is not a text' },
    { path: ['counts', 1], message: 'it is not a number' },
    { path: ['counts', 2], message: 'it is not a number' },
    { path: ['note'], message: 'it is not a text' },
  ])
  for (const raw of [null, undefined, 'text', 5, []]) expect(shape.safeParse(raw).success).toBe(false)
})

test('what is inherited is not there', () => {
  expect(z.object({ toString: z.optional(z.unknown()) }).safeParse({})).toEqual({ success: true, data: {} })
  expect(z.object({ constructor: z.string() }).safeParse({}).success).toBe(false)
})

test('one of several, nothing, or something else in its place', () => {
  expect([1, 'a', 'b', true].map((raw) => z.enum(['a', 1]).safeParse(raw).success)).toEqual([true, true, false, false])
  expect(z.nullable(z.number()).safeParse(null)).toEqual({ success: true, data: null })
  expect(z.optional(z.number()).safeParse(null).success).toBe(false)
  expect(z.catch(z.boolean(), 'other').safeParse(1)).toEqual({ success: true, data: 'other' })
  expect(z.union([z.number(), z.boolean()]).safeParse(false)).toEqual({ success: true, data: false })
  expect(z.union([z.number(), z.boolean()]).safeParse('a').success).toBe(false)
})
