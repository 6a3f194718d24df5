import { jest } from '@jest/globals'
import { Command, CommanderError } from 'commander'
import { UsageError } from '../../../api/usage-error.ts'
import { registerFirewall } from '../../../cli/firewall.ts'
import { brokenOf, makeScene } from '../api/firewall-scene.ts'

/** Types a command; what is printed, and the exit status as `cli/main.ts` makes it of what is thrown. */
const typed = async (args: readonly string[], ...scene: Parameters<typeof makeScene>) => {
  const { deployment, calls } = await makeScene(...scene)
  const printed = jest.spyOn(console, 'log').mockImplementation(() => undefined)
  const noted = jest.spyOn(console, 'error').mockImplementation(() => undefined)
  process.exitCode = 0
  const complaints: string[] = []
  try {
    const program = new Command().enablePositionalOptions()
    registerFirewall(program, async () => deployment)
    const inherit = (each: Command): void => {
      each.exitOverride().configureOutput({ writeErr: (text) => complaints.push(text) })
      each.commands.forEach(inherit)
    }
    inherit(program)
    await program.parseAsync(['firewall', ...args], { from: 'user' })
    const out = printed.mock.calls.map(([line = '']) => String(line)).join('\n')
    const notes = noted.mock.calls.map(([line]) => String(line)).join('\n')
    return { exit: process.exitCode, out, notes, calls, said: '' }
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof CommanderError)) throw error
    return { exit: 2, out: '', notes: '', calls, said: `${complaints.join('')}${error.message}` }
  } finally {
    process.exitCode = 0
    printed.mockRestore()
    noted.mockRestore()
  }
}

const blockedAnswer = (client: string) => ({
  answer: { client, state: 'blocked', until: '2026-11-22T12:15:00.000Z', seen: false, words: 'It is on its way.' },
})

describe('bad use exits with 2, says what is wrong, and does nothing', () => {
  test.each([
    [['why'], "missing required argument 'address'"],
    [['why', 'nobody'], '"nobody" is not an address; write it like 203.0.113.7'],
    [['block', '203.0.113.7/24', '--why', 'x'], 'write 203.0.113.0/24 for the network'],
    [['block', '0.0.0.0/0', '--why', 'x'], 'everybody on the internet'],
    [['block', '203.0.113.7'], "required option '--why <text>' not specified"],
    [['allow', '203.0.113.7'], "required option '--why <text>' not specified"],
    [
      ['block', '203.0.113.7', '--for', 'long', '--why', 'x'],
      '"long" is not a span of time; write it like 90m, 12h or 7d',
    ],
    [['block', '203.0.113.7', '--for', '0h', '--why', 'x'], '"0h" is not a time'],
    [['block', '203.0.113.7', '--until', '2026-12-01T00:00:00', '--why', 'x'], 'has no zone'],
    [
      ['block', '203.0.113.7', '--until', '2026-02-30T00:00:00Z', '--why', 'x'],
      'is a day that the calendar does not have',
    ],
    [['block', '203.0.113.7', '--until', '2026-11-01T00:00:00Z', '--why', 'x'], '2026-11-01T00:00:00.000Z has passed'],
    [
      ['block', '203.0.113.7', '--for', '2h', '--until', '2099-12-01T00:00:00Z', '--why', 'x'],
      'either --until or --for, not both',
    ],
    [['block', '203.0.113.7', '--why', 'x'.repeat(301)], 'at most 300'],
    [['release', '203.0.113.7', '--for', '2h'], "unknown option '--for'"],
    [
      ['blokcs'],
      '"blokcs" is not something that firewall does: blocks, count, why, block, allow, release, logs, replay — did you mean "blocks"?',
    ],
    [['unblock', '203.0.113.7'], 'did you mean'],
    [['nonsense'], '"nonsense" is not something that firewall does'],
    [['blocks', '--since', 'yesterday'], '"yesterday" is not a time'],
    [['blocks', '--limit', '0'], '"0" is not a whole number from 1 to 1000'],
    [['count', '--limit', '1001'], '"1001" is not a whole number from 1 to 1000'],
    [['replay', '--since', '7'], '"7" has no zone'],
    [['replay', '--config', '/nowhere/at/all.ts'], '/nowhere/at/all.ts'],
    [['replay', '--since', '1d', '--until', '2020-01-01T00:00:00Z'], '--until must be after --since'],
  ])('firewall %j', async (args, text) => {
    const { exit, said, calls } = await typed(args)
    expect([exit, calls]).toEqual([2, []])
    expect(said).toContain(text)
  })

  test('what may not be blocked is refused with the reason', async () => {
    const words = '192.0.2.0/28 is one of your own ranges (firewall.own).'
    const { exit, said } = await typed(['block', '192.0.2.1', '--why', 'x'], undefined, {
      answer: { client: '192.0.2.1', state: 'refused', seen: false, words },
    })
    expect([exit, said]).toEqual([2, words])
  })
})

describe('--json prints an array of records, times in UTC', () => {
  const rows = async (...args: string[]) => JSON.parse((await typed([...args, '--json'])).out)

  test('blocks, count', async () => {
    expect(await rows('blocks')).toEqual([
      expect.objectContaining({ address: '2001:db8:1:2::/64', state: 'blocked', customer: true }),
      expect.objectContaining({
        address: '203.0.113.7',
        rule: 'scanners',
        count: 120,
        threshold: 50,
        until: '2026-11-21T13:01:59.000Z',
        evidence: expect.objectContaining({ key: 'AWSLogs/1.log.gz' }),
      }),
      expect.objectContaining({ address: '203.0.113.10', rule: 'manual', by: 'joon' }),
    ])
    expect(await rows('count')).toEqual([expect.objectContaining({ address: '203.0.113.8', state: 'counted' })])
    expect(await rows('blocks', '--all')).toHaveLength(5)
  })

  test('logs that could not be read', async () => {
    const { out } = await typed(['logs', '--json'], [brokenOf('notes.txt')])
    expect(JSON.parse(out)).toEqual([
      {
        at: '2026-11-21T11:00:00.000Z',
        source: 'web',
        bucket: 'corner-shop-logs',
        key: 'notes.txt',
        reason: 'not-a-log',
        words: 'It is not an access log.',
      },
    ])
    expect((await typed(['logs'], [brokenOf('\u202etxt.seton')])).out).toContain('s3://corner-shop-logs/�txt.seton')
    expect((await typed(['logs'], [])).out).toBe('Every log object could be read.')
  })

  test('why: also of somebody whom nobody knows', async () => {
    expect(await rows('why', '203.0.113.7')).toEqual([
      expect.objectContaining({ address: '203.0.113.7', state: 'blocked', level: 1, blocks: [expect.anything()] }),
    ])
    const { exit, out } = await typed(['why', '203.0.113.99', '--json'])
    expect([exit, JSON.parse(out)]).toEqual([0, [expect.objectContaining({ state: 'not-known', blocks: [] })]])
  })

  test('the overview: each row says what it is', async () => {
    const all = (await rows()) as readonly { readonly what: string }[]
    expect(all.map(({ what }) => what)).toEqual(['rule', 'rule', 'manual', 'config', 'source', 'source', 'set', 'logs'])
    expect(all.at(-1)).toEqual({ what: 'logs', waiting: 2, working: 1, oldestSeconds: 95 })
  })

  test('an action', async () => {
    const { out, calls } = await typed(
      ['block', '203.0.113.60', '--for', '2h', '--why', 'a test', '--json'],
      undefined,
      blockedAnswer('203.0.113.60'),
    )
    expect(JSON.parse(out)).toEqual([
      {
        address: '203.0.113.60',
        state: 'blocked',
        until: '2026-11-22T12:15:00.000Z',
        seen: false,
        words: 'It is on its way.',
      },
    ])
    expect(calls).toEqual([expect.objectContaining({ action: 'block', address: '203.0.113.60', why: 'a test' })])
  })

  test('what strangers have sent turns nothing around, and moves no cursor', async () => {
    const { out } = await typed(['why', '203.0.113.7', '--json'])
    expect(out).toContain('\\u202e')
    for (const control of ['\u202e', '\u001b']) expect(out).not.toContain(control)
    expect(JSON.parse(out)[0].blocks[0].evidence.last.path).toBe('/old/\u202egnp.1\u001b[31m')
  })
})

describe('for people', () => {
  test('blocks say why and until when', async () => {
    const { out } = await typed(['blocks'])
    expect(out).toMatch(/203\.0\.113\.7 +blocked +scanners +120 in 5 minutes, threshold 50/)
    expect(out).toMatch(/203\.0\.113\.10 +blocked +manual +joon: takes all the stock/)
    expect(out).toMatch(/2001:db8:1:2::\/64 .* yes$/m)
    expect(out).not.toContain('203.0.113.9 ')
    expect((await typed(['blocks'], [])).out).toBe('Nobody is blocked.')
    expect((await typed(['blocks', '--all'], [])).out).toBe('Nobody was ever blocked.')
    expect((await typed(['count'], [])).out).toContain('Nobody')
  })

  test('more than are shown is said', async () => {
    const { out, notes } = await typed(['blocks', '--limit', '1'])
    expect(out).not.toContain('203.0.113.7 ')
    expect(notes).toBe('Only the newest 1 are shown; there are more. See more with --limit, up to 1000.')
  })

  test('why shows the lines, fit for a terminal', async () => {
    const { out } = await typed(['why', '203.0.113.7'])
    expect(out.split('\n').slice(0, 3)).toEqual([
      '203.0.113.7  blocked',
      'The rule scanners blocks 203.0.113.7 until 2026-11-21T13:01:59.000Z: 120 in 5 minutes, threshold 50.',
      'Blocks that are not forgotten: 1. The next one is longer by them.',
    ])
    expect(out).toContain('first  2026-11-21T12:00:03.000Z GET shop.example/old/1.php 404 "curl/8.5.0" (line 7)')
    expect(out).toContain('evidence: s3://corner-shop-logs/AWSLogs/1.log.gz')
    expect(out).toContain('/old/�gnp.1')
    for (const control of ['\u202e', '\u001b']) expect(out).not.toContain(control)
    expect((await typed(['why', '203.0.113.99'])).out).toBe(
      '203.0.113.99  not-known\nIt is not known: no rule and no person has blocked, counted or allowed it.',
    )
  })

  test('the overview', async () => {
    const { out } = await typed([])
    expect(out).toMatch(/scanners +block +answers 4xx +50 in 5 minutes +1 hour +2/)
    expect(out).toMatch(/probes +count only +paths \/wp-login\.php +3 in 10 minutes +1 day +1/)
    expect(out).toMatch(/corner-shop-block-ipv4 +REGIONAL +2 of 10000 +0\.0 % +1 /)
    expect(out).toContain('By hand: 1. By the config: 1 blocked, 1 allowed.')
    expect(out).toContain('2 logs wait, 1 being read; the oldest for 1 minute 35 seconds.')
  })

  test('a block without a span lasts a day; a release has none', async () => {
    const before = Date.now()
    const { calls, out } = await typed(
      ['block', '203.0.113.60', '--why', 'a test'],
      undefined,
      blockedAnswer('203.0.113.60'),
    )
    const [{ until }] = calls as [{ readonly until: string }]
    expect(Math.round((Date.parse(until) - before) / 60_000)).toBe(1_440)
    expect(out).toMatch(/203\.0\.113\.60 +blocked .*on its way/)
    const released = await typed(['release', '203.0.113.60'], undefined, {
      answer: { client: '203.0.113.60', state: 'released', seen: true, words: 'Released.' },
    })
    expect(released.calls).toEqual([expect.not.objectContaining({ until: expect.anything() })])
    expect(released.out).toMatch(/203\.0\.113\.60 +released .*proven/)
  })
})
