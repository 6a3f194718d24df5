import type { ClientCounts, Counts, EvidenceLine, MinuteCount } from '../../../../functions/firewall/logs/counts.ts'
import { emptyTallies } from '../../../../functions/firewall/rules/tallies.ts'
import { at, client, instant, minute } from './scene.ts'

const day = 24 * 3_600_000
const later = (time: string, milliseconds: number): Date => new Date(Date.parse(at(time)) + milliseconds)
const kept = 25 * 3_600_000
const line = (time: string): EvidenceLine => ({ at: at(time), line: 1 })
const each = (times: readonly string[], lines: Pick<ClientCounts, 'first' | 'last'> = {}): ClientCounts => ({
  minutes: new Map(
    times.map((time): [number, MinuteCount] => [minute(time), { count: 2, refused: 0, lastSecond: 30 }]),
  ),
  ...lines,
})
const counts = (one: ClientCounts, rule = 'scan', who = client): Counts => new Map([[rule, new Map([[who, one]])]])
const origin = (id: string) => ({ id, scope: 'REGIONAL', bucket: 'logs', key: id }) as const
const piece = (...made: Parameters<typeof counts>) => ({ counts: counts(...made), format: 'alb' as const })

describe('a piece', () => {
  it('that is too old says how many minutes were, and touches nobody', () => {
    const tallies = emptyTallies()
    expect(tallies.add(piece(each(['10:00', '10:01'])), origin('a'), later('10:01', kept + 60_000))).toBe(2)
    expect([tallies.takeTouched(), tallies.series('scan', client), tallies.size()]).toEqual([[], undefined, 0])
  })

  it('may be 25 hours old, to the minute', () => {
    const count = (milliseconds: number) =>
      emptyTallies().add(piece(each(['10:00'])), origin('a'), later('10:00', kept + milliseconds))
    expect([count(59_999), count(60_000)]).toEqual([0, 1])
  })

  it('adds to what is there of each client and rule', () => {
    const tallies = emptyTallies()
    tallies.add(piece(each(['10:00', '10:01'])), origin('a'), instant('10:05'))
    tallies.add(piece(each(['10:01', '10:02'])), origin('b'), instant('10:05'))
    tallies.add(piece(each(['10:00']), 'probes'), origin('c'), instant('10:05'))
    tallies.add(piece(each(['10:00']), 'scan', '198.51.100.8'), origin('d'), instant('10:05'))
    expect(tallies.size()).toBe(5)
    expect(tallies.series('scan', client)?.cells.filter((_, index) => index % 4 === 1)).toEqual([2, 4, 2])
    expect(tallies.takeTouched()).toEqual([client, '198.51.100.8'])
  })

  it('is known for 50 hours, and then no longer', () => {
    const tallies = emptyTallies()
    const again = () => tallies.add(piece(each([])), origin('a'), instant('10:00'))
    expect(again()).toBe(0)
    tallies.prune(later('10:00', 2 * kept))
    expect(again()).toBeUndefined()
    tallies.prune(later('10:00', 2 * kept + 1))
    expect(again()).toBe(0)
  })
})

describe('lines', () => {
  const keys = (...lines: Pick<ClientCounts, 'first' | 'last'>[]): string[] => {
    const tallies = emptyTallies()
    for (const [index, one] of lines.entries())
      tallies.add(piece(each(['10:00'], one)), origin(String(index)), instant('10:05'))
    return (tallies.series('scan', client)?.lines ?? []).map(({ key }) => key)
  }
  const many = (count: number, one = { last: line('10:00:30') }) => Array.from({ length: count }, () => one)

  it('are kept where a piece has one of them, or both', () => {
    expect(
      keys({}, { first: line('10:00') }, { last: line('10:00') }, { first: line('10:00'), last: line('10:01') }),
    ).toEqual(['1', '2', '3'])
  })

  it('are of 32 pieces, without the first of those that are as early', () => {
    expect(keys(...many(32))).toHaveLength(32)
    expect(keys(...many(33))).toEqual(Array.from({ length: 32 }, (_, index) => String(index + 1)))
  })

  it('are without the earliest, by the last of them', () => {
    const first = { first: line('10:00:10'), last: line('10:00:40') }
    expect(keys(first, ...many(32))).not.toContain('1')
    expect(keys(first, ...many(32))).toContain('0')
    expect(keys(...many(5), { last: line('10:00:29') }, ...many(27))).not.toContain('5')
    expect(keys(...many(5), { first: line('10:00:29') } as never, ...many(27))).not.toContain('5')
  })
})

describe('what is forgotten', () => {
  it('are the minutes and lines of more than 25 hours ago, and nothing else', () => {
    const tallies = emptyTallies()
    tallies.add(piece(each(['10:00', '10:01'], { first: line('10:00:59') })), origin('a'), instant('10:05'))
    tallies.add(piece(each(['10:02'], { first: line('10:00'), last: line('10:01') })), origin('b'), instant('10:05'))
    const left = () => {
      const { cells = [], lines = [] } = tallies.series('scan', client) ?? {}
      return [cells.length / 4, lines.map(({ key }) => key)]
    }
    tallies.prune(later('10:00', kept))
    expect(left()).toEqual([3, ['a', 'b']])
    tallies.prune(later('10:01', kept))
    expect(left()).toEqual([2, ['b']])
    tallies.prune(later('10:02', kept))
    expect(left()).toEqual([1, []])
    tallies.prune(later('10:02', kept + 60_000))
    expect(tallies.series('scan', client)).toBeUndefined()
  })
})

describe('a customer', () => {
  it('is one since the last minute in which it was seen as such', () => {
    const tallies = emptyTallies()
    tallies.add(piece(each(['10:00']), 'scan'), origin('a'), instant('10:05'))
    expect(tallies.customerAt(client)).toBeUndefined()
    tallies.add(piece(each(['09:59', '09:58']), 'customers'), origin('b'), instant('10:05'))
    expect(tallies.customerAt(client)).toEqual(instant('09:59'))
    tallies.prune(later('10:00', day * 2))
    expect(tallies.customerAt(client)).toBeUndefined()
  })
})
