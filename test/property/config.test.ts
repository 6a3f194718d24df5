import { jest } from '@jest/globals'
import * as fc from 'fast-check'
import { config } from '../../nightshift.config.ts'
import { parseConfig } from '../../shared/config/define-config.ts'
import { ConfigError } from '../../shared/errors.ts'

// A second each on a quiet machine.
jest.setTimeout(30_000)

const now = new Date('2026-11-21T00:00:00Z')

/** The example with every default written out, so that there is more to break. */
const example = parseConfig(config, now)

/** Every place of the example, as a list of keys. */
const places = (value: unknown, path: readonly string[] = []): (readonly string[])[] =>
  typeof value === 'object' && value !== null
    ? [path, ...Object.entries(value).flatMap(([key, each]) => places(each, [...path, key]))]
    : [path]

const withValue = (value: unknown, [key, ...rest]: readonly string[], next: unknown): unknown => {
  if (key === undefined) return next
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as { [key: string]: unknown }
  copy[key] = withValue(copy[key], rest, next)
  return copy
}

const check = (input: unknown): void => {
  try {
    parseConfig(input, now)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    expect(error.problems.length).toBeGreaterThan(0)
    for (const line of error.problems) expect(line).toMatch(/^\S.*(: |; )/)
  }
}

describe('whatever stands in the config, its check ends in a config or in a ConfigError', () => {
  test('for any JSON', () => {
    fc.assert(fc.property(fc.jsonValue(), check), { numRuns: 300 })
  })

  test('for any JSON at any place of the example', () => {
    fc.assert(
      fc.property(fc.constantFrom(...places(example)), fc.jsonValue({ maxDepth: 2 }), (path, value) =>
        check(withValue(example, path, value)),
      ),
      { numRuns: 1_500 },
    )
  })

  test('for any two places left out or made null', () => {
    const place = fc.constantFrom(...places(example))
    fc.assert(
      fc.property(place, place, fc.constantFrom(null, undefined), (one, other, value) =>
        check(withValue(withValue(example, one, value), other, value)),
      ),
      { numRuns: 500 },
    )
  })
})
