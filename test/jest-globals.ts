const globals =
  'export const { expect, test, it, describe, beforeEach, afterEach, beforeAll, afterAll, jest } = globalThis'

/** What `@jest/globals` is for suites that Node itself loads. */
export const jestGlobals = `data:text/javascript,${encodeURIComponent(globals)}`
