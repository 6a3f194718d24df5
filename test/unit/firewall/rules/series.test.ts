import type { LogFormat } from '../../../../functions/firewall/logs/counts.ts'
import { addToCell, cellKey, minuteOf, minuteSums } from '../../../../functions/firewall/rules/series.ts'
import type { Scope } from '../../../../functions/firewall/rules/slice.ts'
import { type Counted, minute, seriesOf } from './scene.ts'

const never = { isBlocked: () => false }
const edge = { format: 'cloudfront', scope: 'CLOUDFRONT' } as const
const sums = (...counted: Counted[]) => minuteSums(seriesOf(counted), never)

describe('cells', () => {
  it('have a key for each minute, scope and kind of log that may have the same requests', () => {
    const formats: readonly (LogFormat | undefined)[] = [undefined, 'cloudfront', 'cloudfront-v2', 'alb', 'waf']
    const keys = (at: number, scope: Scope) => formats.map((format) => cellKey(at, format, scope))
    expect(keys(0, 'REGIONAL')).toEqual([0, 0, 1, 2, 3])
    expect(keys(0, 'CLOUDFRONT')).toEqual([4, 4, 5, 6, 7])
    expect(keys(1, 'REGIONAL')).toEqual([8, 8, 9, 10, 11])
    expect([minuteOf(7), minuteOf(8)]).toEqual([0, 1])
  })

  it.each(['cloudfront-json', 'cloudfront-plain'] as const)('take %s for v2', (format) => {
    expect(cellKey(0, format, 'REGIONAL')).toBe(1)
  })

  it('stand in the order of their keys, each once, with the latest second', () => {
    const series = { cells: [], lines: [] }
    const count = (many: number, refused: number, lastSecond: number) => ({ count: many, refused, lastSecond })
    addToCell(series, 20, count(1, 0, 5))
    addToCell(series, 10, count(2, 1, 7))
    addToCell(series, 10, count(3, 2, 6))
    addToCell(series, 30, count(4, 0, 9))
    addToCell(series, 20, count(1, 1, 8))
    expect(series.cells).toEqual([10, 5, 3, 7, 20, 2, 1, 8, 30, 4, 0, 9])
  })
})

describe('what counts of a minute', () => {
  it('is each line, with its second and scope', () => {
    expect(sums({ time: '10:00', count: 1 }, { time: '10:02', count: 2, lastSecond: 30, ...edge })).toEqual([
      { minute: minute('10:00'), count: 1, lastSecond: 0, scopes: new Set(['REGIONAL']) },
      { minute: minute('10:02'), count: 2, lastSecond: 30, scopes: new Set(['CLOUDFRONT']) },
    ])
  })

  test.each<[string, number, ...Counted[]]>([
    ['of CloudFront’s two kinds the one with more', 5, { time: '10:00', count: 3 }, { time: '10:00', count: 5 }],
    ['the same the other way round', 5, { time: '10:00', count: 5 }, { time: '10:00', count: 3 }],
  ])('%s', (_, expected, legacy, v2) => {
    const of = (each: Counted | undefined, format: LogFormat) => (each ? [{ ...each, format }] : [])
    expect(sums(...of(legacy, 'cloudfront'), ...of(v2, 'cloudfront-v2'))[0]?.count).toBe(expected)
  })

  it('is what CloudFront and the balancer have together, or what WAF has where that is more', () => {
    const all = (waf: number) =>
      sums(
        { time: '10:00', count: 3, format: 'cloudfront' },
        { time: '10:00', count: 4, format: 'alb' },
        { time: '10:00', count: waf, format: 'waf' },
      )[0]?.count
    expect([all(6), all(8)]).toEqual([7, 8])
  })

  it('is the latest second of all kinds of log', () => {
    const twice = [
      { time: '10:00', count: 1, lastSecond: 40, format: 'alb' },
      { time: '10:00', count: 1, lastSecond: 20, format: 'waf' },
    ] as const
    expect(sums(...twice)[0]?.lastSecond).toBe(40)
  })

  it('is not what was refused while the client was blocked, nor its second and scope', () => {
    const series = seriesOf([
      { time: '10:00', count: 5, refused: 3, lastSecond: 10 },
      { time: '10:00', count: 2, refused: 2, lastSecond: 50, ...edge },
      { time: '10:01', count: 4, refused: 4 },
    ])
    expect(minuteSums(series, { isBlocked: () => true })).toEqual([
      { minute: minute('10:00'), count: 2, lastSecond: 10, scopes: new Set(['REGIONAL']) },
    ])
    expect(minuteSums(series, never).map(({ count }) => count)).toEqual([7, 4])
  })

  it('is nothing of a minute that is stopped', () => {
    const series = seriesOf([
      { time: '10:00', count: 5 },
      { time: '10:01', count: 6 },
    ])
    const isStopped = (each: number) => each === minute('10:00')
    expect(minuteSums(series, { ...never, isStopped }).map(({ count }) => count)).toEqual([6])
  })
})
