import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { maxMemory } from '../../../functions/thumbnails/inspect/limits.ts'
import { recipesOf } from '../../../functions/thumbnails/rules/recipe.ts'
import { config as written } from '../../../nightshift.config.ts'
import { parseConfig } from '../../../shared/config/define-config.ts'
import { watchedPrefixes } from '../../../shared/config/thumbnails/problems.ts'
import { readWatermarks } from '../../../shared/config/thumbnails/watermarks.ts'
import { ConfigError } from '../../../shared/errors.ts'

// Put together here, so that nobody has to ask whether it is a real one.
const notPublic = `${['-----BEGIN', 'PRIVATE', 'KEY-----'].join(' ')}\nAAAA`

const parse = (thumbnails: object) =>
  parseConfig({ ...written, thumbnails }, new Date('2026-11-21T00:00:00Z')).thumbnails

const problemsOf = (thumbnails: object): readonly string[] => {
  try {
    parse(thumbnails)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
}

test('what was enough before is enough still, and keys stay where they were', () =>
  expect(parse({ sizes: { large: 1600 }, quality: 80, prefix: 'photos/', maxMegabytes: 40 })).toMatchObject({
    key: '{key}/{size}.{format}',
    format: 'webp',
    recipes: [],
    rejects: { flood: 20, within: '10 minutes' },
  }))

describe('buckets that are there already', () => {
  test('are taken, with a prefix or without', () => {
    expect(parse({ existing: [{ bucket: 'shop-photos' }, { bucket: 'shop-scans', prefix: 'a/' }] })?.existing).toEqual([
      { bucket: 'shop-photos', prefix: '' },
      { bucket: 'shop-scans', prefix: 'a/' },
    ])
    expect(parse({})?.existing).toEqual([])
    const two = [
      { bucket: 'shop-photos', prefix: 'a/' },
      { bucket: 'shop-photos', prefix: 'b/' },
    ]
    expect(problemsOf({ existing: two })).toEqual([])
  })

  test.each([
    ['no name', [{ bucket: 'Shop Photos' }], 'S3 bucket name'],
    ['a place twice', [{ bucket: 'shop-photos' }, { bucket: 'shop-photos', prefix: 'a/' }], 'no other entry'],
    ['our own thumbnails', [{ bucket: `${written.name}-operations-thumbnails1a2b3c4d-x1y2z3` }], 'never end'],
    ['our own uploads', [{ bucket: `${written.name}-operations-originals1a2b3c4d-x1y2z3` }], 'never end'],
    [
      'our own, whose name was shortened',
      [{ bucket: 'corner-shop-oper-thumbnails1a2b3c4d-x1y2z3x1y2z3' }],
      'never end',
    ],
  ])('are refused with %s', (_, existing, fix) => {
    const problems = problemsOf({ existing })
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(/^thumbnails\.existing\[\d\]\./)
    expect(problems[0]).toContain(fix)
  })

  test('need a recipe', () => {
    const existing = [{ bucket: 'shop-photos', prefix: 'scans/' }]
    expect(problemsOf({ prefix: 'photos/', existing })).toEqual([
      expect.stringContaining(
        'thumbnails.existing[0].prefix: "scans/" is not allowed; expected a prefix that a recipe is for',
      ),
    ])
    expect(problemsOf({ prefix: 'photos/', recipes: [{ prefix: 'scans/old/' }], existing })).toEqual([])
  })
})

test.each([
  '{size}/{path}{name}.webp',
  '{key}/{size}.{format}',
  '{size}/{key}',
  'thumbs/{path}{size}/{name}.webp',
  '{path}thumbs/{name}.{size}.webp',
  '{path}{name}_{size}.webp',
])('the template %s is taken', (key) => expect(problemsOf({ key })).toEqual([]))

test.each([
  ['{path}{name}.webp', '{size}'],
  ['{size}/{name}.webp', '{path}'],
  ['{size}/{path}{stem}.webp', 'only the fields'],
  ['{size}{key}', 'between {size}'],
  ['{key}-{size}.webp', 'between {size}'],
  ['{path}{size}_{name}', 'a slash in front of {name}'],
  ['{size}/{size}/{key}', 'once'],
  ['/{size}/{key}', 'no slash in front'],
  ['a/../{size}/{key}', 'no part . or ..'],
  ['{key}/./{size}', 'no part . or ..'],
  ['{size}/ü/{key}', 'letters, digits'],
  ['', 'once'],
])('the template %s is refused, and what would do is said', (key, fix) => {
  const problems = problemsOf({ key })
  expect(problems).toHaveLength(1)
  expect(problems[0]).toContain(`thumbnails.key: ${JSON.stringify(key)} is not allowed; expected `)
  expect(problems[0]).toContain(fix)
})

describe('recipes', () => {
  test('of one prefix are refused, also beside the prefix of all', () => {
    expect(problemsOf({ recipes: [{ prefix: 'a/' }, { prefix: 'a/' }] })).toEqual([
      expect.stringMatching(/^thumbnails\.recipes\[1\]\.prefix: "a\/" is not allowed; expected a prefix that no other/),
    ])
    expect(problemsOf({ prefix: 'a/', recipes: [{ prefix: 'a/' }] })).toHaveLength(1)
    expect(problemsOf({ recipes: [{ prefix: '' }] })).toHaveLength(1)
  })

  test('whose thumbnails could meet are refused', () => {
    expect(problemsOf({ recipes: [{ prefix: 'a/', key: '{size}/{key}.webp' }] })).toEqual([
      expect.stringMatching(/^thumbnails\.recipes\[0\]\.key: .* cannot meet those of "\{key\}\/\{size\}\.\{format\}"/),
    ])
    expect(problemsOf({ recipes: [{ prefix: 'a/', format: 'avif' }] })).toEqual([])
    expect(problemsOf({ recipes: [{ prefix: 'a/', key: '{key}/{size}.square.webp' }] })).toEqual([])
    expect(problemsOf({ key: 'all/{key}/{size}', recipes: [{ prefix: 'a/', key: 'a-only/{size}/{key}' }] })).toEqual([])
  })

  test('must not write what would be an upload in the bucket beside', () => {
    expect(problemsOf({ prefix: 'photos/', key: 'photos/small/{size}/{key}' })).toEqual([
      expect.stringContaining('a key that does not start with photos/'),
    ])
    expect(problemsOf({ prefix: 'photos/', key: 'thumbnails/{size}/{key}' })).toEqual([])
  })

  test('watch prefixes of which none begins with another', () => {
    const recipes = [{ prefix: 'a/b/' }, { prefix: 'c' }, { prefix: 'cd/' }]
    expect(watchedPrefixes({ prefix: 'a/', recipes })).toEqual(['a/', 'c'])
    expect(watchedPrefixes({ prefix: '', recipes })).toEqual([''])
  })
})

test.each([
  [{ sizes: { a1: {} } }, 'thumbnails.sizes.a1'],
  [{ sizes: { a1: { width: 100, fit: 'cover' } } }, 'thumbnails.sizes.a1'],
  [{ sizes: { a1: { width: 100, colour: 1 } } }, 'thumbnails.sizes.a1.colour'],
  [{ sizes: { a1: 20_000 } }, 'thumbnails.sizes.a1'],
  [{ sizes: { a1: { fit: 'fill' } } }, 'thumbnails.sizes.a1.fit'],
  [{ format: 'gif' }, 'thumbnails.format'],
  [{ background: 'white' }, 'thumbnails.background'],
  [{ watermark: { file: '../secret.png' } }, 'thumbnails.watermark.file'],
  [{ rejects: { within: '1 hour' } }, 'thumbnails.rejects.within'],
  [{ view: { signed: { publicKey: 'nonsense' } } }, 'thumbnails.view.signed.publicKey'],
  [
    { view: { domain: { name: 'a.example', certificateArn: 'arn:aws:acm:eu-west-1:000000000000:certificate/1' } } },
    'thumbnails.view.domain.certificateArn',
  ],
])('%j is refused at its place', (config, path) => {
  const problems = problemsOf(config)
  expect(problems).toHaveLength(1)
  expect(problems[0]).toMatch(new RegExp(`^${path.replaceAll('.', '\\.')}: `))
})

test.each(['wide', null, true])('the size %j is refused, and both ways to write one are said', (a1) =>
  expect(problemsOf({ sizes: { a1 } })).toEqual([
    `thumbnails.sizes.a1: ${JSON.stringify(a1)} is not allowed; expected a whole number from 16 to 16383 for the longest side, or { width, height, fit }`,
  ]),
)

test.each(['cover', 'contain'])('a box that is filled by %s has 16 million pixels at most', (fit) => {
  const sized = (width: number, height: number) => problemsOf({ sizes: { a1: { width, height, fit } } })
  expect(sized(4000, 4000)).toEqual([])
  expect(sized(4000, 4001)).toEqual([
    expect.stringMatching(/^thumbnails\.sizes\.a1: .*4001.* is not allowed; expected at most 16 million pixels/),
  ])
})

test('a private key is refused and not repeated', () => {
  const [problem] = problemsOf({
    view: { signed: { publicKey: notPublic } },
  })
  expect(problem).toContain('a private key belongs in no config')
  expect(problem).not.toContain('AAAA')
})

describe('watermarks', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nightshift-marks-'))
  writeFileSync(join(folder, 'mark.png'), 'a mark')
  writeFileSync(join(folder, 'large.png'), new Uint8Array(256 * 1024 + 1))
  afterAll(() => rmSync(folder, { recursive: true }))
  const read = (thumbnails: object) => {
    const config = parse(thumbnails)
    if (!config) throw new Error('No thumbnails')
    return { config, marks: readWatermarks(config, folder) }
  }

  test('are read beside the config, and the recipe follows what is in them', () => {
    const { config, marks } = read({ recipes: [{ prefix: 'a/', watermark: { file: 'mark.png' } }] })
    expect(marks).toEqual({ 'mark.png': Buffer.from('a mark').toString('base64') })
    const [one, plain] = recipesOf(config, marks)
    expect(one?.watermark).toEqual({ bytes: Buffer.from('a mark'), place: 'south-east', share: 0.2 })
    expect(plain?.watermark).toBeUndefined()
    expect(recipesOf(config, { 'mark.png': 'bmV3' })[0]?.hash).not.toBe(one?.hash)
  })

  test('that are not there or too large are named', () => {
    const recipes = [{ prefix: 'a/', watermark: { file: 'large.png' } }]
    expect(() => read({ watermark: { file: 'none.png' }, recipes })).toThrow(
      expect.objectContaining({
        problems: [
          expect.stringMatching(/^thumbnails\.watermark\.file: "none\.png" cannot be read/),
          expect.stringMatching(/^thumbnails\.recipes\[0\]\.watermark\.file: "large\.png" has 262145 bytes/),
        ],
      }),
    )
  })
})

test.each([
  [0, 'more than 0'],
  [300.1, 'at most 300: the decoder, which is stopped at 450 MB, holds the whole original'],
  [500, 'at most 300: the decoder'],
])('%s megabytes are not what the decoder can take, and that is said', (maxMegabytes, fix) =>
  expect(problemsOf({ maxMegabytes })).toEqual([expect.stringContaining(fix)]),
)

test.each([0, -1, 0.5, 1001, Number.NaN, Number.POSITIVE_INFINITY, '108', null])(
  '%s megapixels are no cap, and that is said with path, value and fix',
  (maxMegapixels) => {
    const [problem, ...more] = problemsOf({ maxMegapixels })
    expect(problem).toMatch(/thumbnails\.maxMegapixels: .*(from 1 to 1000|number)/)
    expect(problem).toContain(String(maxMegapixels))
    expect(more).toEqual([])
  },
)

test.each(['center', 'top', { x: 0.3 }, { x: 1.2, y: 0 }, { x: -1, y: 0 }, { x: 'a', y: 0 }, 5, { x: 0, y: 0, z: 0 }])(
  '%j is no position, and that is said with what would be one',
  (position) => {
    const problems = problemsOf({ position })
    expect(problems.length).toBeGreaterThan(0)
    expect(problems[0]).toMatch(/^thumbnails\.position/)
    expect(problems.join()).toMatch(/'attention'|more than or equal|at least|at most|number|unknown key/)
    expect(problemsOf({ recipes: [{ prefix: 'a/', position }] })[0]).toMatch(/^thumbnails\.recipes\[0\]\.position/)
  },
)

test('50 megapixels are the cap unless another is asked for, and each recipe has it', () => {
  const capOf = (thumbnails: object) => {
    const config = parse({ recipes: [{ prefix: 'a/' }], ...thumbnails })
    return (config ? recipesOf(config) : []).map(({ maxPixels }) => maxPixels)
  }
  expect(capOf({})).toEqual([50e6, 50e6])
  expect(capOf({ maxMegapixels: 205 })).toEqual([205e6, 205e6])
  expect(capOf({ maxMegapixels: 12.5 })).toEqual([12.5e6, 12.5e6])
})

test('the largest original leaves the decoder memory to decode it', () => {
  expect(problemsOf({ maxMegabytes: 300 })).toEqual([])
  expect(300e6).toBeLessThan(maxMemory)
})

describe('pictures on request', () => {
  test('may be as many as are named', () =>
    expect(problemsOf({ view: {}, requests: { sizes: ['w=1', 'w=2', 'w=2'], maxPerOriginal: 2 } })).toEqual([]))

  test('have defaults, and need a view', () => {
    expect(parse({ view: {}, requests: {} })?.requests).toEqual({ largest: 4000, maxPerOriginal: 100 })
    expect(problemsOf({ requests: {} })).toEqual([
      'thumbnails.requests: {} is not allowed; expected a view beside it, through which pictures are asked for: thumbnails.view, such as view: {}',
    ])
  })

  test.each([
    [{ sizes: [] }, 'thumbnails.requests.sizes'],
    [
      { sizes: ['480x320'] },
      'thumbnails.requests.sizes[0]: "480x320" is not allowed; expected a size as it stands in an address, such as w=480,h=320,fit=cover',
    ],
    [
      { sizes: ['w=480', 'h=320,w=480'] },
      'thumbnails.requests.sizes[1]: "h=320,w=480" is not allowed; expected its one spelling: w=480,h=320',
    ],
    [{ sizes: ['w=480,fit=cover'] }, 'cover and contain need w and h'],
    [{ largest: 0 }, 'thumbnails.requests.largest'],
    [{ largest: 20_000 }, 'thumbnails.requests.largest'],
    [{ maxPerOriginal: 0 }, 'thumbnails.requests.maxPerOriginal'],
    [
      { sizes: ['w=1', 'w=2', 'w=3'], maxPerOriginal: 2 },
      'thumbnails.requests.maxPerOriginal: 2 is not allowed; expected at least 3, because sizes names so many (100 where it is left out); or fewer sizes',
    ],
    [
      { sizes: ['w=1', 'w=2,format=auto'], maxPerOriginal: 3 },
      'thumbnails.requests.maxPerOriginal: 3 is not allowed; expected at least 4, because sizes names so many, format=auto as three (100 where it is left out); or fewer sizes',
    ],
    [
      { sizes: Array.from({ length: 101 }, (_, width) => `w=${width + 1}`) },
      'thumbnails.requests.maxPerOriginal: missing; expected at least 101, because sizes names so many (100 where it is left out)',
    ],
    [
      { sizes: ['w=500', 'w=10,h=501'], largest: 500 },
      'thumbnails.requests.sizes[1]: "w=10,h=501" is not allowed; expected at most 500 pixels a side, as largest says',
    ],
    [{ concurrency: 0 }, 'thumbnails.requests.concurrency'],
    [{ size: ['w=480'] }, 'did you mean "sizes"'],
  ])('%j is refused at its place', (requests, text) =>
    expect(problemsOf({ view: {}, requests })).toEqual([expect.stringContaining(text)]),
  )
})
