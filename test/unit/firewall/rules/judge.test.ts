import { judge } from '../../../../functions/firewall/rules/judge.ts'
import type { SeenLines } from '../../../../functions/firewall/rules/series.ts'
import { at, type Counted, minute, rule, seriesOf } from './scene.ts'

const never = { isBlocked: () => false }
const times = (counts: Readonly<Record<string, number>>): Counted[] =>
  Object.entries(counts).map(([time, count]) => ({ time, count }))
const judged = (counts: Readonly<Record<string, number>>, lines: readonly SeenLines[] = []) =>
  judge(seriesOf(times(counts), lines), rule({ windowMinutes: 2 }), never)

describe('an offence', () => {
  it('without evidence has the times of its minutes', () => {
    expect(judged({ '10:00': 4, '10:01': 6 })).toEqual({
      rule: 'scan',
      count: 10,
      threshold: 10,
      windowMinutes: 2,
      first: at('10:00'),
      last: at('10:01'),
      scopes: ['REGIONAL'],
    })
  })

  it('needs all of the threshold', () => {
    expect(judged({ '10:00': 4, '10:01': 5 })).toBeUndefined()
    expect(judged({ '10:00': 9, '10:02': 9 })).toBeUndefined()
  })

  it('goes on where its last minute is the first one of the next window', () => {
    expect(judged({ '10:00': 10, '10:01': 10, '10:02': 1 })).toMatchObject({ count: 20, first: at('10:00') })
  })

  it('begins anew where its last minute is no longer in the window', () => {
    expect(judged({ '10:00': 30, '10:01': 1, '10:02': 1, '10:03': 12 })).toMatchObject({
      count: 13,
      first: at('10:02'),
    })
  })

  it('ends with the second of its last line', () => {
    const series = seriesOf([{ time: '10:00', count: 10, lastSecond: 59 }])
    expect(judge(series, rule(), never)?.last).toBe(at('10:00:59'))
  })

  it('says each scope once, those of earlier windows too', () => {
    const edge = { format: 'cloudfront', scope: 'CLOUDFRONT' } as const
    const series = seriesOf([
      { time: '10:00', count: 10 },
      { time: '10:01', count: 10, ...edge },
      { time: '10:02', count: 10, ...edge },
    ])
    expect(judge(series, rule({ windowMinutes: 2 }), never)?.scopes).toEqual(['CLOUDFRONT', 'REGIONAL'])
  })

  it('says no scope of a minute behind it', () => {
    const series = seriesOf([
      { time: '10:00', count: 10 },
      { time: '10:10', count: 1, format: 'cloudfront', scope: 'CLOUDFRONT' },
    ])
    expect(judge(series, rule(), never)?.scopes).toEqual(['REGIONAL'])
  })

  it('has no lines up to a minute, which itself does not count', () => {
    const series = seriesOf(times({ '10:00': 5, '10:01': 10 }))
    const count = (upTo: string) => judge(series, rule(), { ...never, upTo: minute(upTo) })?.count
    expect([count('09:59'), count('10:00'), count('10:01')]).toEqual([15, 10, undefined])
  })
})

describe('evidence', () => {
  const line = (time: string, number = 1) => ({ at: time.includes('T') ? time : at(time), line: number })
  const seen = (key: string, more: Omit<SeenLines, 'bucket' | 'key'>, bucket = 'logs'): SeenLines => ({
    bucket,
    key,
    ...more,
  })
  const evidence = (...lines: SeenLines[]) => judged({ '10:00': 5, '10:01': 5 }, lines)?.evidence

  it('is of the minutes of the offence alone, the first instant among them and not the one after the last', () => {
    expect(
      evidence(
        seen('a', { first: line('2026-11-30T09:59:59.999Z', 1), last: line('10:00', 2) }),
        seen('a', { first: line('2026-11-30T10:01:59.999Z', 3), last: line('10:02', 4) }),
      ),
    ).toEqual({ bucket: 'logs', key: 'a', first: line('10:00', 2), last: line('2026-11-30T10:01:59.999Z', 3) })
  })

  it('is none where no line of these minutes was kept', () => {
    expect(judged({ '10:00': 10 }, [seen('a', { last: line('10:05') })])).toMatchObject({ first: at('10:00') })
    expect(evidence(seen('a', { last: line('10:05') }))).toBeUndefined()
  })

  it('may be one line alone, whose time begins the offence', () => {
    const only = seen('a', { last: line('10:00:20') })
    expect(judged({ '10:00': 10 }, [only])?.first).toBe(at('10:00:20'))
    expect(evidence(only)).toEqual({ bucket: 'logs', key: 'a', first: only.last, last: only.last })
  })

  it('of lines of one instant is in the order of keys, then of lines, however they came', () => {
    const [one, two] = [
      seen('b', { first: line('10:00', 7), last: line('10:00', 2) }),
      seen('a', { first: line('10:00', 9), last: line('10:00', 8) }),
    ]
    const expected = {
      bucket: 'logs',
      key: 'b',
      first: { ...line('10:00', 8), bucket: 'logs', key: 'a' },
      last: line('10:00', 7),
    }
    expect([evidence(one, two), evidence(two, one)]).toEqual([expected, expected])
  })

  test.each([
    ['key', 'x', 'logs'],
    ['bucket', 'a', 'others'],
  ])('names the object of the first line where its %s is another', (_, key, bucket) => {
    const found = evidence(seen(key, { first: line('10:00') }, bucket), seen('a', { first: line('10:01') }))
    expect(found?.first).toEqual({ ...line('10:00'), bucket, key })
  })
})
