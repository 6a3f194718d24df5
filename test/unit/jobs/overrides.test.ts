import { maxOverrides, overridesLength } from '../../../shared/jobs/overrides.ts'

test('overrides leave 692 of the 8,192 characters that RunTask takes to the rest', () => {
  expect(maxOverrides).toBe(7_500)
  expect(overridesLength({})).toBe('{"environment":[]}'.length)
  expect(overridesLength({ command: ['a'], environment: { B: 'c' } })).toBe(
    '{"command":["a"],"environment":[{"name":"B","value":"c"}]}'.length,
  )
})
