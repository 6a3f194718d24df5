import type { ClientCounts } from '../../../../functions/firewall/logs/counts.ts'
import { emptyTraffic, trafficRule } from '../../../../functions/firewall/replay/traffic.ts'
import { at, client, minute } from '../rules/scene.ts'

const counted = (minutes: Readonly<Record<string, number>>): ClientCounts => ({
  minutes: new Map(
    Object.entries(minutes).map(([time, count]) => [minute(time), { count, refused: 0, lastSecond: 0 }]),
  ),
})
const piece = (minutes: Readonly<Record<string, number>>, rule: string = trafficRule.name) =>
  new Map([[rule, new Map([[client, counted(minutes)]])]])

test('the rule of all traffic matches every request, and blocks nobody', () => {
  expect(trafficRule).toEqual({
    name: 'all traffic',
    match: { requests: true },
    threshold: Number.MAX_SAFE_INTEGER,
    windowMinutes: 1,
    blockSeconds: 60,
    mode: 'count',
    escalate: { factor: 1, mostSeconds: 60, decaySeconds: 60 },
  })
})

test('lines of a client are added up over pieces, by the rule of all traffic alone', () => {
  const traffic = emptyTraffic()
  traffic.take(piece({ '10:00': 3, '10:01': 4 }))
  traffic.take(piece({ '10:01': 5 }))
  traffic.take(piece({ '10:01': 100 }, 'scan'))
  expect(traffic.all(client)).toBe(12)
  expect(traffic.all('203.0.113.1')).toBe(0)
})

test.each([
  ['10:00', '10:02', 3 + 4],
  ['10:00', '10:01', 3],
  ['10:00', '10:01:01', 3 + 4],
  ['10:00:01', '10:03', 4 + 8],
  ['10:01', '10:01', 0],
  ['09:00', '11:00', 3 + 4 + 8],
])('from %s until %s: %d lines', (from, until, lines) => {
  const traffic = emptyTraffic()
  traffic.take(piece({ '10:00': 3, '10:01': 4, '10:02': 8 }))
  expect(traffic.between(client, at(from), at(until))).toBe(lines)
  expect(traffic.between('203.0.113.1', at(from), at(until))).toBe(0)
})

test('counts without the traffic are those of all other rules', () => {
  const both = new Map([...piece({ '10:00': 3 }), ...piece({ '10:00': 2 }, 'scan')])
  expect(emptyTraffic().without(both)).toEqual(piece({ '10:00': 2 }, 'scan'))
})
