import { Readable } from 'node:stream'
import { decodePNGFromStream } from 'pureimage'
import { pictureOf } from '../../../functions/alerts/delivery/picture.ts'
import { timeTicks, valueTicks } from '../../../functions/alerts/plot/axes.ts'
import { type PlotProps, plot } from '../../../functions/alerts/plot/index.ts'
import { pointsIn, seriesQuery } from '../../../functions/alerts/plot/series.ts'
import { seriesWindow } from '../../../functions/alerts/plot/window.ts'
import { transition } from './scene.ts'

const from = new Date('2026-11-28T00:00:00Z')
const atMinute = (minutes: number): Date => new Date(from.getTime() + minutes * 60_000)
// Small, because every global costs Jest a look-up in another realm.
const size = { width: 300, height: 140 }
const flat = (value: number, first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => ({ at: atMinute(first + index), value }))

const draw = async (props: Partial<PlotProps> = {}) => {
  const png = await plot({ points: [], from, until: atMinute(60), zone: 'Asia/Seoul', size, ...props })
  const image = await decodePNGFromStream(Readable.from([png]))
  /** Pixels of about a colour, as [x, y]. */
  const found = (colour: number): [number, number][] => {
    const near = (one: number, other: number): boolean => Math.abs(one - other) < 40
    const pixels: [number, number][] = []
    for (let y = 0; y < image.height; y += 1)
      for (let x = 0; x < image.width; x += 1) {
        const at = (y * image.width + x) * 4
        const [red = 0, green = 0, blue = 0] = image.data.subarray(at, at + 3)
        if (near(red, colour >> 16) && near(green, (colour >> 8) & 255) && near(blue, colour & 255)) pixels.push([x, y])
      }
    return pixels
  }
  return { png, image, line: found(0x2563eb), threshold: found(0xdc2626) }
}
const middle = (values: number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN

describe('a plot', () => {
  test('is a PNG of its size, and the same one for the same input', async () => {
    const [one, other] = [await draw({ points: flat(3, 0, 60) }), await draw({ points: flat(3, 0, 60).toReversed() })]
    expect(one.png.subarray(1, 4).toString()).toBe('PNG')
    expect([one.image.width, one.image.height]).toEqual([300, 140])
    expect(one.png.equals(other.png)).toBe(true)
  })

  test('has its line above the threshold when the value is, and below it when not', async () => {
    const high = await draw({ points: flat(9, 0, 60), threshold: 5 })
    const low = await draw({ points: flat(2, 0, 60), threshold: 5 })
    const height = (pixels: [number, number][]): number => middle(pixels.map(([, y]) => y))
    expect(height(high.line)).toBeLessThan(height(high.threshold))
    expect(height(low.line)).toBeGreaterThan(height(low.threshold))
    expect((await draw({ points: flat(2, 0, 60) })).threshold).toEqual([])
  })

  test('shows nothing where nothing is known', async () => {
    const { line } = await draw({ points: [...flat(3, 0, 20), ...flat(3, 40, 60)] })
    const columns = new Set(line.map(([x]) => x))
    const left = Math.min(...columns)
    const at = (share: number): number => Math.round(left + share * (Math.max(...columns) - left))
    expect([0.1, 0.3, 0.5, 0.7, 0.9].map((share) => columns.has(at(share)))).toEqual([true, true, false, true, true])
  })

  test('stays in its field, however wild the values', async () => {
    const { line, image } = await draw({
      points: flat(0, 0, 60).map(({ at }, index) => ({ at, value: index % 2 ? 1e9 : -1e9 })),
    })
    expect(Math.max(...line.map(([, y]) => y))).toBeLessThan(image.height - 44)
    expect(Math.min(...line.map(([, y]) => y))).toBeGreaterThan(18)
  })

  test.each([
    ['no point', []],
    ['one point', flat(7, 30, 30)],
    [
      'no numbers, and others from outside',
      [
        { at: atMinute(10), value: Number.NaN },
        { at: atMinute(11), value: Number.POSITIVE_INFINITY },
        ...flat(4, -30, -1),
      ],
    ],
    ['zeroes', flat(0, 0, 60)],
  ])('of %s is a picture too', async (title, points) => {
    const { line } = await draw({ points, threshold: 0 })
    expect(line.length > 0).toBe(title === 'one point' || title === 'zeroes')
  })

  test('of no time is a mistake', async () => {
    await expect(draw({ until: from })).rejects.toThrow(RangeError)
  })
})

describe('the axes', () => {
  const labels = (ticks: readonly { readonly label: string }[]): string[] => ticks.map(({ label }) => label)

  test.each([
    [
      [0, 9],
      ['0', '2.5', '5', '7.5', '10'],
    ],
    [
      [12, 30],
      ['0', '10', '20', '30'],
    ],
    [
      [0.002, 0.0071],
      ['0', '0.002', '0.004', '0.006', '0.008'],
    ],
    [
      [-50, 150],
      ['-50', '0', '50', '100', '150'],
    ],
    [[2_500_000_000], ['0', '1G', '2G', '3G']],
    [[], ['0', '0.25', '0.5', '0.75', '1']],
    [
      [0, 0],
      ['0', '0.25', '0.5', '0.75', '1'],
    ],
  ])('values of %j have round ticks', (values, expected) => {
    expect(labels(valueTicks(values))).toEqual(expected)
  })

  test.each([
    ['Asia/Seoul', 60, ['09:00', '09:10', '09:20', '09:30', '09:40', '09:50', '10:00']],
    ['Asia/Kolkata', 180, ['05:30', '06:00', '06:30', '07:00', '07:30', '08:00', '08:30']],
    ['UTC', 4 * 1440, ['11/28', '11/29', '11/30', '12/01', '12/02']],
  ])('times in %s over %i minutes are local and round', (zone, minutes, expected) => {
    expect(labels(timeTicks(from, atMinute(minutes), zone))).toEqual(expected)
  })
})

test('the window holds what is usual before the moment, and what is known after it', () => {
  const moment = new Date('2026-11-28T10:02:30Z')
  expect(seriesWindow({ period: 300 }, moment, new Date('2026-11-28T10:03:00Z'))).toEqual({
    from: new Date('2026-11-28T05:00:00Z'),
    until: new Date('2026-11-28T10:05:00Z'),
    period: 300,
  })
  expect(seriesWindow({ period: 10 }, moment, new Date('2026-11-28T12:00:00Z'))).toEqual({
    from: new Date('2026-11-28T09:02:00Z'),
    until: new Date('2026-11-28T10:15:00Z'),
    period: 60,
  })
})

test.each([
  [undefined, 60],
  [10, 60],
  [300, 300],
])(
  'the values of an alarm that looks every %s seconds are asked for in the period of the window',
  async (period, asked) => {
    const looked: unknown[] = []
    const metric = { namespace: 'Shop', name: 'Errors', dimensions: {}, period }
    const pointsOf = async ({ period: each }: { readonly period?: number | undefined }) => {
      looked.push(each)
      return []
    }
    expect(await pictureOf(transition('ALARM', 0, { metric }), 'UTC', { pointsOf, now: from })).toBeUndefined()
    expect(looked).toEqual([asked])
  },
)

test('a metric of another account is asked for in that account, and what CloudWatch has no value of is left out', () => {
  const metric = { namespace: 'Shop', name: 'Errors', dimensions: { Shop: 'seoul' }, account: '111122223333' }
  const { MetricDataQueries = [] } = seriesQuery(metric, { from, until: atMinute(60) })
  expect(MetricDataQueries).toEqual([
    {
      Id: 'around',
      MetricStat: {
        Metric: { Namespace: 'Shop', MetricName: 'Errors', Dimensions: [{ Name: 'Shop', Value: 'seoul' }] },
        Period: 300,
        Stat: 'Average',
      },
      AccountId: '111122223333',
    },
  ])
  const { account: _, ...own } = metric
  expect(seriesQuery(own, { from, until: atMinute(60) }).MetricDataQueries?.[0]).not.toHaveProperty('AccountId')
  const MetricDataResults = [{ Timestamps: [from, atMinute(5)], Values: [3] }]
  expect(pointsIn({ MetricDataResults })).toEqual([{ at: from, value: 3 }])
  expect(pointsIn({})).toEqual([])
})
