import { gzipSync } from 'node:zlib'
import { takeMessages } from '../../../../functions/firewall/engine/take-messages.ts'
import type { Objects } from '../../../../functions/firewall/world/world.ts'
import { TransientError } from '../../../../shared/errors.ts'
import type {
  FirewallArrivalRecord,
  FirewallBrokenRecord,
  FirewallPieceRecord,
} from '../../../../shared/ledger/records.ts'
import { waf } from '../scene.ts'
import { bucket, lines, makeScene, rule } from './scene.ts'

const attacker = '203.0.113.7'

describe('an object', () => {
  test('is one piece that is open, and asks for one pass', async () => {
    const scene = makeScene()
    await scene.take(scene.put('a', gzipSync(lines(attacker, 6, scene.now()).join('\n'))))
    expect(await scene.ledger.all<FirewallPieceRecord>('firewall-piece')).toMatchObject([
      {
        bucket,
        key: 'a',
        source: 'web',
        piece: 0,
        about: { end: true, linesTo: 6 },
        keepUntil: '2026-12-01T13:00:00.000Z',
      },
    ])
    expect(await scene.ledger.open<FirewallArrivalRecord>('firewall-piece')).toMatchObject([
      { source: 'web', lines: 6 },
    ])
    expect(scene.wakes).toEqual([{ at: scene.now().getTime() + 1_000, sentAt: scene.now().getTime() }])
    await scene.take(scene.put('b', lines(attacker, 6, scene.now())))
    expect(scene.wakes).toHaveLength(1)
  })

  test('that comes within the interval of the last pass asks for one at its end', async () => {
    const scene = makeScene()
    await scene.pass()
    scene.advance(5)
    await scene.take(scene.put('a', lines(attacker, 6, scene.now())))
    expect(scene.wakes.at(-1)?.at).toBe(Date.parse('2026-11-30T10:00:15Z'))
  })

  test('whose message for the pass was lost is asked for again by the next', async () => {
    const scene = makeScene()
    await scene.take(scene.put('a', lines(attacker, 6, scene.now())))
    scene.advance(7)
    await scene.take(scene.put('b', lines(attacker, 6, scene.now())))
    expect(scene.wakes).toHaveLength(2)
  })

  test('that eight functions take at once counts once', async () => {
    const scene = makeScene()
    const object = scene.put('a', lines(attacker, 6, scene.now()))
    await Promise.all(Array.from({ length: 8 }, () => scene.take(object)))
    expect(await scene.ledger.all('firewall-piece')).toHaveLength(1)
  })
})

test('a client that goes on asking does not renew its block: what our block list refused is not counted', async () => {
  const scene = makeScene({ slice: { rules: [rule({ match: { requests: true } })] } })
  const text = (name: string) =>
    waf({ ip: attacker, from: scene.now().toISOString(), times: 12, action: 'BLOCK', ended: name })
  await scene.take(scene.put('ours', Buffer.from(text('block-list'))))
  await scene.pass()
  expect(scene.blocked()).toEqual([])
  await scene.take(scene.put('theirs', Buffer.from(text('common'))))
  await scene.pass()
  expect(scene.blocked()).toEqual([`${attacker}/32`])
})

describe('what cannot be read is on record once, with its name and why, and acknowledged', () => {
  test.each([
    ['nothing in it', Buffer.alloc(0), 'empty'],
    ['Parquet', Buffer.concat([Buffer.from('PAR1'), Buffer.alloc(64), Buffer.from('PAR1')]), 'parquet'],
    ['no log', Buffer.from('{"a":1}\nhello\n'.repeat(50)), 'not-a-log'],
    ['truncated gzip', gzipSync(Buffer.from('x y z\n'.repeat(9_000))).subarray(0, 60), undefined],
  ])('%s', async (_, bytes, reason) => {
    const scene = makeScene()
    const object = scene.put('folder/', bytes)
    await scene.take(object)
    await scene.take(object)
    const broken = await scene.ledger.list<FirewallBrokenRecord>('firewall-broken')
    expect(broken).toMatchObject([{ source: 'web', bucket, key: 'folder/', words: expect.stringMatching(/./) }])
    if (reason !== undefined) expect(broken[0]?.reason).toBe(reason)
    await scene.pass()
    expect(scene.signals).toMatchObject([{ name: 'firewall.broken', mood: 'note', subject: 'firewall/broken/web' }])
    scene.advance(86_401)
    await scene.take(scene.put('fine', lines(attacker, 1, scene.now())))
    await scene.pass()
    expect(scene.signals.map(({ mood }) => mood)).toEqual(['note', 'note'])
  })

  test('an object that is gone, and one that another has replaced', async () => {
    const scene = makeScene()
    const object = scene.put('a', lines(attacker, 6, scene.now()))
    scene.put('a', lines(attacker, 7, scene.now()))
    await scene.take(object)
    scene.remove('a')
    await scene.take({ ...object, etag: 'other' })
    await scene.take({ ...object, etag: 'other' })
    const broken = await scene.ledger.list<FirewallBrokenRecord>('firewall-broken')
    expect(broken.map(({ reason }) => reason).toSorted()).toEqual(['gone', 'replaced'])
    expect(await scene.ledger.all('firewall-piece')).toEqual([])
  })

  test('a connection that breaks is no end of the log: it is thrown, nothing of the rest is written, and the retry counts all', async () => {
    const scene = makeScene()
    const object = scene.put('a', lines(attacker, 12, scene.now()))
    const half = Buffer.from(`${lines(attacker, 6, scene.now()).join('\n')}\n`)
    const objects: Objects = {
      open: async () => ({
        etag: object.etag,
        chunks: (async function* () {
          yield half
          throw new TransientError('S3 broke off')
        })(),
      }),
    }
    await expect(scene.take(object, { objects })).rejects.toThrow('S3 broke off')
    await scene.take(object)
    await scene.pass()
    expect(scene.blocked()).toEqual([`${attacker}/32`])
  })

  test('an object that fails does not keep the others of its message', async () => {
    const scene = makeScene()
    const [one, other] = [
      scene.put('a', lines(attacker, 6, scene.now())),
      scene.put('b', lines(attacker, 6, scene.now())),
    ]
    const { objects } = scene.logWorld()
    const failing: Objects = {
      open: (object) =>
        object.key === 'a' ? Promise.reject(new TransientError('S3 asks for less')) : objects.open(object),
    }
    expect(await takeMessages([[one, other]], scene.logWorld({ objects: failing }))).toMatchObject([
      { message: 'S3 asks for less' },
    ])
    expect(await scene.ledger.all('firewall-piece')).toHaveLength(1)
  })

  test.each([
    'ELBAccessLogTestFile',
    'balancer/AWSLogs/123456789012/ELBAccessLogTestFile',
    'balancer/AWSLogs/123456789012/ELBConnectionLogTestFile',
    'AWSLogs/123456789012/ELBHealthCheckLogTestFile',
    'cdn/aws-logs-write-test',
    'aws-programmatic-access-test-object',
  ])('%s, with which AWS tests a bucket, is no log and no fault', async (key) => {
    const scene = makeScene()
    const text = 'Enable AccessLog for ELB: app/shop/50dc6c495c0c9188 at 2026-11-30T10:00:00.000Z'
    await scene.take(scene.put(key, Buffer.from(text)))
    await scene.pass()
    expect(await scene.ledger.list('firewall-broken')).toEqual([])
    expect(await scene.ledger.all('firewall-piece')).toEqual([])
    expect(scene.signals).toEqual([])
  })

  test.each([
    'AWSLogs/123456789012/elasticloadbalancing/eu-west-1/2026/11/30/conn_log.123456789012_elasticloadbalancing_eu-west-1_app.shop.50dc6c495c0c9188_20261130T1005Z_192.0.2.7_1a2b3c.log.gz',
    'lb/AWSLogs/123456789012/elasticloadbalancing/eu-west-1/2026/11/30/health_check_log_123456789012_elasticloadbalancing_eu-west-1_app.shop.50dc6c495c0c9188_20261130T1005Z_192.0.2.7_1a2b3c.log.gz',
  ])('%s, which has no requests, is passed over, and nothing is reported', async (key) => {
    const scene = makeScene()
    const line =
      '2026-11-30T10:01:02.003Z 203.0.113.7 40123 443 TLSv1.2 ECDHE-RSA-AES128-GCM-SHA256 4.036 "-" - - Success TID_1'
    await scene.take(scene.put(key, gzipSync(`${line}\n`.repeat(50))))
    await scene.pass()
    expect(await scene.ledger.list('firewall-broken')).toEqual([])
    expect(await scene.ledger.all('firewall-piece')).toEqual([])
    expect(scene.signals).toEqual([])
  })

  test('an object whose key only looks like one of them is read', async () => {
    const scene = makeScene()
    await scene.take(scene.put('ELBAccessLogTestFile/a', Buffer.from('hello')))
    expect(await scene.ledger.list('firewall-broken')).toMatchObject([{ reason: 'not-a-log' }])
  })

  test('a field that is missing is reported once for a source and day, and every object counts', async () => {
    const rules = [rule(), rule({ name: 'tools', match: { agents: ['*sqlmap*'] } })]
    const scene = makeScene({ slice: { rules } })
    const text = (second: number): Buffer =>
      Buffer.from(
        `#Fields: date time c-ip sc-status cs-uri-stem\n${scene.now().toISOString().slice(0, 10)}\t09:00:0${second}\t${attacker}\t404\t/a\n`,
      )
    for (const second of [1, 2, 3]) await scene.take(scene.put(`o${second}`, text(second)))
    const broken = await scene.ledger.list<FirewallBrokenRecord>('firewall-broken')
    expect(broken).toMatchObject([
      { source: 'web', key: 'o1', reason: 'missing-field', words: expect.stringContaining('cs(User-Agent)') },
    ])
    expect(await scene.ledger.all('firewall-piece')).toHaveLength(3)
    scene.advance(86_400)
    await scene.take(scene.put('o4', text(4)))
    expect(await scene.ledger.list('firewall-broken')).toHaveLength(2)
  })

  test('an object of no source is left alone', async () => {
    const scene = makeScene()
    expect(await takeMessages([[{ bucket: 'another', key: 'a' }]], scene.logWorld())).toEqual([undefined])
    expect(await scene.ledger.list('firewall-broken')).toEqual([])
  })
})
