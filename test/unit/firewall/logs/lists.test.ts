import type { ClientCounts, Counts } from '../../../../functions/firewall/logs/counts.ts'
import { packCounts, unpackCounts } from '../../../../functions/firewall/rules/pack.ts'
import { count, countsOf, everything, failures, legacy, legacyHead, piecesOf, rule } from './scene.ts'

/** The same as maps of maps, which nothing was made for. */
const plainly = (counts: Counts): Counts => new Map([...counts].map(([name, clients]) => [name, new Map(clients)]))

const probes = rule('probes', { paths: ['/probe'] })
const rules = [everything, failures, probes]

/** `08:07:30` for minute 7, second 30. */
const at = (minute: number, second = 0): string =>
  `0${8 + Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}:${String(second).padStart(2, '0')}`

/** Lines of one client that match one rule, two or all three, in each of some minutes. */
const busy = (minutes: number, client = '203.0.113.7'): string =>
  Array.from({ length: minutes }, (_, minute) => [
    legacy({ 'c-ip': client, time: at(minute, 10), 'sc-status': '200' }),
    legacy({ 'c-ip': client, time: at(minute, 20), 'sc-status': '403' }),
    legacy({ 'c-ip': client, time: at(minute, 30), 'sc-status': '404', 'cs-uri-stem': '/probe' }),
    legacy({ 'c-ip': client, time: at(minute, 5), 'sc-status': '200', 'cs-uri-stem': '/probe' }),
  ])
    .flat()
    .join('')

const arrivedAt = new Date('2026-11-30T12:00:00Z')

test.each([1, 3, 20, 100])('lines that match several rules are counted under each, in %p minutes', async (minutes) => {
  const piece = await count(legacyHead + busy(minutes), { rules, arrivedAt })
  const first = Date.UTC(2026, 10, 30, 8) / 60_000
  const expected: Readonly<Record<string, readonly number[]>> = {
    all: [4, 1, 30],
    failures: [2, 1, 30],
    probes: [2, 0, 30],
  }
  for (const [name, [lines, refused, lastSecond]] of Object.entries(expected))
    expect(piece.counts.get(name)?.get('203.0.113.7')?.minutes).toEqual(
      new Map(Array.from({ length: minutes }, (_, index) => [first + index, { count: lines, refused, lastSecond }])),
    )
})

test('first and last line are those of the rule, whatever else they match', async () => {
  const lines = [
    legacy({ time: at(3), 'sc-status': '200', 'cs-uri-stem': '/c' }),
    legacy({ time: at(2), 'sc-status': '404', 'cs-uri-stem': '/probe' }),
    legacy({ time: at(4), 'sc-status': '404', 'cs-uri-stem': '/d' }),
    legacy({ time: at(4), 'sc-status': '200', 'cs-uri-stem': '/probe' }),
    legacy({ time: at(1), 'sc-status': '200', 'cs-uri-stem': '/e' }),
  ]
  const { counts } = await count(legacyHead + lines.join(''), { rules })
  const shown = (name: string) => {
    const { first, last } = counts.get(name)?.get('203.0.113.7') ?? {}
    return [first?.line, first?.path, last?.line, last?.path]
  }
  expect(shown('all')).toEqual([7, '/e', 6, '/probe'])
  expect(shown('failures')).toEqual([4, '/probe', 5, '/d'])
  expect(shown('probes')).toEqual([4, '/probe', 6, '/probe'])
})

test('behind the first 512 clients under a rule, whoever may offend has evidence', async () => {
  const many = Array.from({ length: 600 }, (_, index) => legacy({ 'c-ip': `198.18.${index >> 8}.${index & 255}` }))
  const strict = [
    rule('all', { requests: true }, { threshold: 1_000 }),
    rule('probes', { paths: ['/probe'] }, { threshold: 33 }),
  ]
  const text = [...many, busy(2), busy(1, '203.0.113.8')].join('')
  const { counts } = await count(legacyHead + text, { rules: strict })
  const has = (name: string, client: string) => counts.get(name)?.get(client)?.first !== undefined
  // A sixteenth of the threshold, 3 and 63 lines: only the first has 4 probes, and neither has 63 lines.
  expect([has('probes', '203.0.113.7'), has('probes', '203.0.113.8')]).toEqual([true, false])
  expect([has('all', '203.0.113.7'), has('all', '198.18.0.0'), has('all', '198.18.1.255')]).toEqual([false, true, true])
  expect([has('all', '198.18.2.87'), counts.get('all')?.get('198.18.2.87')?.minutes.size]).toEqual([false, 1])
})

test('a map by client, whichever way it is asked', async () => {
  const { counts } = await count(legacyHead + busy(2) + busy(1, '2001:db8::9'), { rules })
  const clients = counts.get('all')
  if (!clients) throw new Error('Nothing was counted')
  const pairs = [...clients]
  expect([...clients.keys()]).toEqual(['203.0.113.7', '2001:db8::9'])
  expect([...clients.entries()]).toEqual(pairs)
  expect([...clients.values()]).toEqual(pairs.map(([, each]) => each))
  expect(clients.size).toBe(2)
  expect([clients.has('2001:db8::9'), clients.has('2001:db8::8')]).toEqual([true, false])
  expect([clients.get('2001:db8::9'), clients.get('2001:db8::8')]).toEqual([pairs[1]?.[1], undefined])
  const seen: [string, ClientCounts][] = []
  const { forEach } = clients
  forEach((each, client) => {
    seen.push([client, each])
  })
  expect(seen).toEqual(pairs)
})

test('packed as lists, counts are the same as packed as maps', async () => {
  const text = legacyHead + busy(40) + busy(3, '2001:db8::9')
  for (const { counts } of await piecesOf([text], { rules, arrivedAt, maxEntries: 50 })) {
    expect(packCounts(counts)).toBe(packCounts(plainly(counts)))
    expect(unpackCounts(packCounts(counts))).toEqual(plainly(counts))
  }
})

test('agents that look alike at the places where they are guessed are told apart', async () => {
  // 120 characters, the same but from the 50th on, where nobody looks for a guess.
  const agent = (word: string): string => `${'a'.repeat(50)}${word.padEnd(10, '-')}${'b'.repeat(60)}`
  const [good, bad] = [agent('firefox'), agent('sqlmap')]
  const agents = [good, good, bad, bad, good, bad, `${bad}x`, bad.slice(0, -1), good]
  const tools = rule('tools', { agents: ['*sqlmap*'] })
  const exact = rule('exact', { agents: [bad] })
  const lines = agents.map((each) => legacy({ 'cs(User-Agent)': each })).join('')
  expect(countsOf(await count(legacyHead + lines, { rules: [tools, exact] }))).toEqual({
    tools: { '203.0.113.7': 5 },
    exact: { '203.0.113.7': 3 },
  })
  // Fields in another order within the object, the agent behind all that is needed, and read by another reader.
  const order = '#Fields: date time c-ip sc-status cs(User-Agent) cs-method\n'
  const other = agents.map((each) => `2026-11-30\t08:00:01\t203.0.113.7\t404\t${each}\tGET\n`).join('')
  expect(countsOf(await count(legacyHead + lines + order + other, { rules: [tools, exact] }))).toEqual({
    tools: { '203.0.113.7': 10 },
    exact: { '203.0.113.7': 6 },
  })
})

test('times of the same minute are read at once, and others as they are', async () => {
  const times = ['08:00:01', '08:00:59', '08:00:60', '08:00:5', '08:00:5x', '08:01:00', '07:59:59', '08:00:01.5']
  const piece = await count(legacyHead + times.map((time) => legacy({ time })).join(''))
  const minute = Date.UTC(2026, 10, 30, 8) / 60_000
  expect(piece.tally).toMatchObject({ lines: 8, malformed: 3 })
  expect(
    [...(piece.counts.get('all')?.get('203.0.113.7')?.minutes ?? [])].sort(([one], [other]) => one - other),
  ).toEqual([
    [minute - 1, { count: 1, refused: 0, lastSecond: 59 }],
    [minute, { count: 3, refused: 0, lastSecond: 59 }],
    [minute + 1, { count: 1, refused: 0, lastSecond: 0 }],
  ])
})
