import { jest } from '@jest/globals'
import sharp from 'sharp'
import { cropAround } from '../../../functions/thumbnails/decode/crop.ts'
import { answerChange, type Means } from '../../../functions/thumbnails/engine/answer.ts'
import { render } from '../../../functions/thumbnails/engine/render.ts'
import { report } from '../../../functions/thumbnails/engine/report.ts'
import { focusOf } from '../../../functions/thumbnails/rules/focal-point.ts'
import { madeOf } from '../../../functions/thumbnails/rules/made.ts'
import type { Recipe } from '../../../functions/thumbnails/rules/recipe.ts'
import { stopDecoder } from '../../../functions/thumbnails/world/decoder.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import { log } from '../../../shared/log.ts'
import { plainRecipe } from '../../corpus/recipe.ts'
import { fakePictures, fakeStore, recipesFor } from './fake-store.ts'

afterAll(stopDecoder)
jest.setTimeout(30_000)

test.each([
  ['0.3,0.7', 0.3, 0.7],
  [' 0.3 , 0.7 ', 0.3, 0.7],
  ['0,1', 0, 1],
  ['1.0,0.0', 1, 0],
  ['.25,.5', 0.25, 0.5],
  ['0.333333333,0.00001', 0.3333, 0],
])('%s is a focal point', (text, x, y) => expect(focusOf(text)).toEqual({ point: { x, y } }))

test.each([
  '',
  'centre',
  '0.3',
  '0.3,0.7,0.1',
  '1.01,0',
  '-0.1,0.5',
  '30%,70%',
  'NaN,0',
  '0x1,0',
  '1e-1,0',
  '0.3;0.7',
  ',',
  '٠,١',
])('"%s" is none: the centre is used, and that is said with the value and what would be right', (text) => {
  const { point, fault } = focusOf(text) ?? {}
  expect(point).toEqual({ x: 0.5, y: 0.5 })
  expect(fault).toContain(`x-amz-meta-focal-point: "${text}" is not a focal point; expected two numbers from 0 to 1`)
})

test('a text without end is cut where it is reported', () =>
  expect(focusOf('7'.repeat(2_000))?.fault?.length).toBeLessThan(200))

test('an original without that metadata says nothing', () => expect(focusOf(undefined)).toBeUndefined())

const box = (width: number, height: number) => ({ name: 'face', width, height, fit: 'cover' }) as const

test.each([
  ['the middle', { x: 0.5, y: 0.5 }, 400, 200, { left: 50, top: 0 }],
  ['a third', { x: 0.4, y: 0.9 }, 400, 200, { left: 30, top: 0 }],
  ['the left edge', { x: 0, y: 0 }, 400, 200, { left: 0, top: 0 }],
  ['the right edge', { x: 1, y: 1 }, 400, 200, { left: 100, top: 0 }],
  ['the lower edge of a high one', { x: 1, y: 1 }, 200, 400, { left: 0, top: 100 }],
  ['what is one pixel high', { x: 1, y: 1 }, 10_000, 1, { left: 9_900, top: 0, height: 1 }],
  ['what is smaller than the box', { x: 1, y: 0 }, 60, 40, { left: 0, top: 0, width: 60, height: 40 }],
  ['what is smaller on one side', { x: 1, y: 0 }, 300, 40, { left: 200, top: 0, width: 100, height: 40 }],
])('a box of 100 × 100 is cut around %s', (_, point, wide, high, part) =>
  expect(cropAround(point, box(100, 100), wide, high).part).toMatchObject(part),
)

const recipe: Recipe = { ...plainRecipe, format: 'png', sizes: [box(100, 100)] }

/** Grey, with a red spot in its right upper corner. */
const spotted = (width: number, height: number) => {
  const side = Math.round(Math.min(width, height) / 4)
  const spot = { create: { width: side, height: side, channels: 3, background: '#e02020' } } as const
  return sharp({ create: { width, height, channels: 3, background: '#888888' } }).composite([
    { input: spot, left: width - 2 * side, top: Math.round(side / 2) },
  ])
}

/** Share of red pixels in the first frame of what was made. */
const redShare = async (bytes: Uint8Array, changes: Partial<Recipe>): Promise<number> => {
  const rendering = await render(bytes, { ...recipe, ...changes }, {})
  if (rendering.refusal) throw new Error(rendering.refusal.reason)
  const [thumbnail] = rendering.thumbnails
  expect([thumbnail?.width, thumbnail?.height]).toEqual([100, 100])
  const { data, info } = await sharp(thumbnail?.bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  const pixels = info.width * info.height
  const red = Array.from({ length: pixels }, (_, index) => index * info.channels).filter(
    (at) => (data[at] ?? 0) > 180 && (data[at + 1] ?? 255) < 90,
  )
  return red.length / pixels
}

/** Of the box: the spot is a quarter of the shorter side, which the box is as long as. */
const whole = 1 / 16

test.each([
  ['its centre', 'centre', 0],
  ['where it strikes', 'attention', whole],
  ['where most is', 'entropy', whole],
  ['around the right', { x: 0.875, y: 0.2 }, whole],
  ['around the left', { x: 0.1, y: 0.2 }, 0],
] as const)('of a wide picture stays %s', async (_, position, share) => {
  const wide = await spotted(2_400, 800).jpeg().toBuffer()
  expect(await redShare(wide, { position })).toBeCloseTo(share, 2)
})

test('a focal point is one of the upright picture', async () => {
  // Turned by 90° when it is shown: stored wide, seen high, with the spot in the lower right corner.
  const lying = await spotted(1_200, 400).withMetadata({ orientation: 6 }).jpeg().toBuffer()
  expect(await redShare(lying, { position: { x: 0.5, y: 0.9 } })).toBeCloseTo(whole, 2)
  expect(await redShare(lying, { position: { x: 0.9, y: 0.1 } })).toBe(0)
  expect(await redShare(lying, { position: 'attention' })).toBeCloseTo(whole, 2)
})

test.each(['attention', 'entropy', { x: 0.9, y: 0.2 }] as const)(
  'frames that move keep together, and averaged light is cut at the same place: %j',
  async (position) => {
    const [one, other] = await Promise.all([spotted(600, 200).png().toBuffer(), spotted(600, 200).png().toBuffer()])
    const animation = await sharp([one, other], { join: { animated: true } })
      .webp()
      .toBuffer()
    const moving = { position, format: 'webp', frames: 'animated' } as const
    expect(await redShare(animation, moving)).toBeCloseTo(whole, 1)
    expect(await redShare(one, { position, resampling: 'linear' })).toBeCloseTo(whole, 1)
  },
)

test('what cannot be cut is the same wherever it would be', async () => {
  const square = await spotted(400, 400).png().toBuffer()
  for (const position of ['attention', 'entropy', { x: 0, y: 1 }] as const)
    expect(await redShare(square, { position })).toBeCloseTo(whole, 2)
})

describe('an original that says for itself where to look', () => {
  const covering = { sizes: { face: { width: 64, height: 64, fit: 'cover' } }, position: 'attention' }
  const now = new Date('2026-11-30T00:00:00Z')
  const setUp = (config: object = covering) => {
    const store = fakeStore()
    const positions: unknown[] = []
    const means: Means = {
      config: { maxMegabytes: 1, version: 'v1' },
      recipes: recipesFor(config),
      uploads: 'uploads',
      effects: store.effects,
      pictures: {
        ...fakePictures,
        render: (bytes, one, facts) => {
          positions.push(one.position)
          return fakePictures.render(bytes, one, facts)
        },
      },
      ledger: memoryLedger(),
      afterRefusal: async () => {},
    }
    const answer = () => answerChange({ bucket: 'uploads', key: 'a' }, means, { now, remainingMs: () => 60_000 })
    return { ...store, positions, answer }
  }

  test('is cut there, and again when it says otherwise, though its bytes are the same', async () => {
    const { put, answer, positions, thumbnails } = setUp()
    put('a', 'cat', '0.3,0.7')
    expect((await answer()).outcome).toBe('made')
    expect([...thumbnails.values()].map(({ focalPoint }) => focalPoint)).toEqual(['0.3,0.7'])
    expect((await answer()).outcome).toBe('kept')
    put('a', 'cat', '0.30,0.7')
    expect((await answer()).outcome).toBe('kept')
    put('a', 'cat', '0.6,0.7')
    expect((await answer()).outcome).toBe('made')
    put('a', 'cat')
    expect((await answer()).outcome).toBe('made')
    expect(positions).toEqual([{ x: 0.3, y: 0.7 }, { x: 0.6, y: 0.7 }, 'attention'])
    expect([...thumbnails.values()].map(({ focalPoint }) => focalPoint)).toEqual([undefined])
  })

  test('wrongly, is cut in its centre, and that is said each time', async () => {
    const { put, answer, positions } = setUp()
    put('a', 'cat', 'the face')
    const [made, kept] = [await answer(), await answer()]
    expect([made.outcome, kept.outcome]).toEqual(['made', 'kept'])
    expect(positions).toEqual([{ x: 0.5, y: 0.5 }])
    const warnings = [expect.stringContaining('"the face" is not a focal point')]
    expect([made.warnings, kept.warnings]).toEqual([warnings, warnings])
    const lines = jest.spyOn(process.stdout, 'write').mockReturnValue(true)
    log.setLogLevel('WARN')
    report(made, 1)
    log.setLogLevel('SILENT')
    const written = JSON.stringify(lines.mock.calls)
    lines.mockRestore()
    expect(written).toMatch(/focal point not readable/)
    expect(written).not.toContain('the face')
  })

  test('is not asked where nothing is cut', async () => {
    const { put, answer, thumbnails } = setUp({})
    put('a', 'cat', '0.3,0.7')
    const { outcome, warnings } = await answer()
    expect([outcome, warnings]).toEqual(['made', undefined])
    put('a', 'cat', 'x')
    expect(await answer()).toMatchObject({ outcome: 'kept' })
    expect([...thumbnails.values()].map(({ focalPoint }) => focalPoint)).toEqual([undefined, undefined])
  })

  test('otherwise than before is another event, with what was odd about it', () => {
    const eventOf = (focalPoint?: string, warnings?: readonly string[]) =>
      madeOf(
        { bucket: 'uploads', key: 'a' },
        { etag: 'e', bytes: 3, focus: focusOf(focalPoint) },
        { recipe: 'r', thumbnails: [], warnings },
        { bucket: 'thumbnails' },
        now,
      )
    const ids = [undefined, '0.3,0.7', '0.3,0.8'].map((text) => eventOf(text).id)
    expect(new Set(ids).size).toBe(3)
    expect(eventOf('0.30,.7').id).toBe(ids[1])
    expect(eventOf('x', ['odd']).warnings).toEqual(['odd'])
    expect(eventOf()).not.toHaveProperty('warnings')
  })
})
