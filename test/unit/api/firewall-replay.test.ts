import { gzipSync } from 'node:zlib'
import { S3ServiceException } from '@aws-sdk/client-s3'
import { readAhead } from '../../../api/firewall/ahead.ts'
import { replayFirewall } from '../../../api/firewall.ts'
import { UsageError } from '../../../api/usage-error.ts'
import { accessLog, type LoggedRequest } from '../../../local/tour/access-log.ts'
import { fakeDeployment } from './deployment.ts'
import { allowOf, config, makeScene, now } from './firewall-scene.ts'

const bucket = 'corner-shop-web-accesslogs-1x2y'
const since = new Date('2026-11-20T12:15:00Z')

const requests = (client: string, count: number, status: number, path: string, from: string): LoggedRequest[] =>
  Array.from({ length: count }, (_, index) => ({
    at: new Date(Date.parse(from) + index * 500),
    client,
    path: status === 200 ? path : `${path}${index}.php?secret=1`,
    status,
    agent: 'curl/8.5.0',
  }))

interface Stored {
  readonly key: string
  readonly body: Uint8Array
  readonly at: string
  readonly fails?: string
}

const failure = (name: string): Error =>
  new S3ServiceException({
    name,
    message: name,
    $fault: 'client',
    $metadata: { httpStatusCode: name === 'AccessDenied' ? 403 : 404 },
  })

/** A deployment in whose bucket of the load balancer these objects lie. */
const deploymentWith = async (objects: readonly Stored[], { pageSize = 2, listingFails = '' } = {}) => {
  const { ledger } = await makeScene([allowOf('198.51.100.77')])
  const opened: string[] = []
  const send = async (command: unknown) => {
    const { Bucket, Key, ContinuationToken } = (command as { readonly input: Record<string, string> }).input
    if (Bucket !== bucket) return { Contents: [] }
    if (Key === undefined && listingFails) throw failure(listingFails)
    if (Key !== undefined) {
      opened.push(Key)
      const { body, fails } = objects.find(({ key }) => key === Key) ?? {}
      if (fails) throw failure(fails)
      return {
        Body: (async function* () {
          for (let from = 0; from < (body?.length ?? 0); from += 100) yield body?.subarray(from, from + 100)
        })(),
      }
    }
    const from = Number(ContinuationToken ?? 0)
    const page = objects.slice(from, from + pageSize)
    return {
      Contents: page.map(({ key, body, at }) => ({
        Key: key,
        Size: body.length,
        LastModified: new Date(at),
        ETag: '"e"',
      })),
      IsTruncated: from + pageSize < objects.length,
      NextContinuationToken: String(from + pageSize),
    }
  }
  const outputs = { AccessLogsBucket: bucket, FirewallLogsBucket: 'corner-shop-operations-firewalllogs-1' }
  return { deployment: fakeDeployment({ config, now, ledger, outputs, clients: { S3Client: { send } } }), opened }
}

const attack = requests('203.0.113.70', 120, 404, '/old/', '2026-11-21T10:00:00Z')
const part = (index: number) => accessLog(attack.filter((_, each) => each % 3 === index))

/** As the scene's, with blocks that are not over before the logs have come. */
const longer = { scanners: { ...config.firewall?.rules.scanners, block: '1 day', threshold: 100 } }

describe('a replay of the real logs', () => {
  test('counts across late, shuffled objects; says what would have been stopped, and who looks like a customer', async () => {
    const after = requests('203.0.113.70', 30, 404, '/more/', '2026-11-21T10:20:00Z')
    const customer = [
      ...requests('198.51.100.20', 1, 200, '/checkout/cart', '2026-11-21T09:59:00Z'),
      ...requests('198.51.100.20', 60, 404, '/broken/', '2026-11-21T10:00:00Z'),
    ]
    const { deployment, opened } = await deploymentWith([
      { key: 'AWSLogs/late.log.gz', body: part(1), at: '2026-11-21T10:12:00Z' },
      { key: 'AWSLogs/1.log.gz', body: part(0), at: '2026-11-21T10:10:00Z' },
      { key: 'AWSLogs/2.log.gz', body: part(2), at: '2026-11-21T10:11:00Z' },
      { key: 'AWSLogs/3.log.gz', body: accessLog([...after, ...customer]), at: '2026-11-21T10:30:00Z' },
      { key: 'AWSLogs/', body: Buffer.alloc(0), at: '2026-11-21T10:30:00Z' },
      { key: 'AWSLogs/before.log.gz', body: part(0), at: '2026-11-19T10:10:00Z' },
    ])
    const replay = await replayFirewall(deployment, { since, until: now })
    // The newest is asked for last, what came before the time and markers of folders not at all.
    expect(opened).toEqual(['AWSLogs/1.log.gz', 'AWSLogs/2.log.gz', 'AWSLogs/late.log.gz', 'AWSLogs/3.log.gz'])
    expect(replay).toMatchObject({ objects: 4, lines: 211, malformed: 0, unread: [], until: now.toISOString() })
    expect(replay.rows).toMatchObject([
      { address: '198.51.100.20', rule: 'scanners', mode: 'block', customer: true, count: 60, requests: 61 },
      { address: '203.0.113.70', customer: false, requests: 150, stopped: 30, late: false, threshold: 50 },
    ])
    const [, attacker] = replay.rows
    expect(Date.parse(attacker?.from ?? '')).toBeGreaterThanOrEqual(Date.parse('2026-11-21T10:11:00Z'))
    expect(JSON.stringify(attacker?.evidence)).not.toContain('secret')
  })

  test('rules that only count are marked, and whoever is allowed or reserved is left out', async () => {
    const probe = (client: string) => requests(client, 3, 200, '/wp-login.php', '2026-11-21T10:00:00Z')
    const body = accessLog(['203.0.113.71', '198.51.100.77', '198.51.100.3', '10.0.0.1'].flatMap(probe))
    const { deployment } = await deploymentWith([{ key: 'a', body, at: '2026-11-21T10:05:00Z' }])
    const { rows } = await replayFirewall(deployment, { since, until: now })
    expect(rows).toMatchObject([{ address: '203.0.113.71', rule: 'probes', mode: 'count' }])
    expect(rows).toHaveLength(1)
  })

  test('what is over before it would have been known is late, and stops nothing', async () => {
    const { deployment } = await deploymentWith([{ key: 'a', body: accessLog(attack), at: '2026-11-21T12:00:00Z' }])
    const { rows } = await replayFirewall(deployment, { since, until: now })
    expect(rows).toMatchObject([{ address: '203.0.113.70', late: true, stopped: 0 }])
  })

  test('an object that is gone, archived, or not a log is named, and stops nothing', async () => {
    const { deployment } = await deploymentWith([
      { key: 'gone', body: part(0), at: '2026-11-21T10:01:00Z', fails: 'NoSuchKey' },
      { key: 'archived', body: part(0), at: '2026-11-21T10:02:00Z', fails: 'InvalidObjectState' },
      { key: 'notes', body: gzipSync('Dear Sir or Madam\n'), at: '2026-11-21T10:03:00Z' },
      { key: 'whole', body: accessLog(attack), at: '2026-11-21T10:04:00Z' },
    ])
    const { rows, unread } = await replayFirewall(deployment, { since, until: now })
    expect(rows).toMatchObject([{ address: '203.0.113.70' }])
    expect(unread).toEqual([
      { bucket, key: 'gone', words: 'It was deleted meanwhile.' },
      { bucket, key: 'archived', words: 'It is in an archive: restore it to read it.' },
      { bucket, key: 'notes', words: expect.any(String) },
    ])
  })

  test('a missing permission names what may not be read; other faults of S3 are thrown', async () => {
    const denied = await deploymentWith([
      { key: 'a', body: part(0), at: '2026-11-21T10:01:00Z', fails: 'AccessDenied' },
    ])
    const asked = replayFirewall(denied.deployment, { since, until: now })
    await expect(asked).rejects.toBeInstanceOf(UsageError)
    await expect(asked).rejects.toThrow(`Your credentials may not read s3://${bucket}/a (s3:GetObject)`)
    const slow = await deploymentWith([{ key: 'a', body: part(0), at: '2026-11-21T10:01:00Z', fails: 'SlowDown' }])
    await expect(replayFirewall(slow.deployment, { since, until: now })).rejects.toThrow('SlowDown')
  })

  test('a bucket that is not deployed is an error that names its output', async () => {
    const { deployment } = await deploymentWith([])
    const without = { ...deployment, output: fakeDeployment({ config }).output }
    await expect(replayFirewall(without, { since, until: now })).rejects.toThrow(
      'This deployment has no AccessLogsBucket',
    )
  })

  test.each([
    ['AccessDenied', `Your credentials may not list s3://${bucket} (s3:ListBucket)`],
    ['NoSuchBucket', `The source web has the bucket ${bucket}, which does not exist`],
  ])('%s when its objects are listed', async (listingFails, words) => {
    const { deployment } = await deploymentWith([], { listingFails })
    const asked = replayFirewall(deployment, { since, until: now })
    await expect(asked).rejects.toBeInstanceOf(UsageError)
    await expect(asked).rejects.toThrow(words)
  })

  test('what has come in the last seconds is judged too, though a pass was made a moment ago', async () => {
    const { deployment } = await deploymentWith([
      { key: '1', body: part(0), at: '2026-11-21T12:14:50Z' },
      { key: '2', body: part(1), at: '2026-11-21T12:14:55Z' },
      { key: '3', body: part(2), at: '2026-11-21T12:14:58Z' },
    ])
    const fresh = { ...deployment, config: { ...config, firewall: { ...config.firewall, rules: longer } } }
    const { rows } = await replayFirewall(fresh as typeof deployment, { since, until: now })
    expect(rows).toMatchObject([{ address: '203.0.113.70', count: 120 }])
  })

  test('nothing has come', async () => {
    const { deployment } = await deploymentWith([])
    expect(await replayFirewall(deployment, { since, until: now })).toMatchObject({ rows: [], objects: 0, lines: 0 })
  })
})

describe('reading ahead', () => {
  const item = (bytes: number, log: string[], name: string) => ({
    bytes,
    open: async () => {
      log.push(name)
      return (async function* () {
        yield Buffer.from(name)
      })()
    },
  })

  test('small ones are fetched a few ahead, large ones when it is their turn, each once', async () => {
    const log: string[] = []
    const items = [10, 10, 5_000_000, 10, 10].map((bytes, index) => item(bytes, log, String(index)))
    const streams = readAhead(items, 3)
    expect(log).toEqual([])
    const seen: (readonly [string, readonly string[]])[] = []
    for (const { stream } of streams)
      for await (const chunk of stream) seen.push([Buffer.from(chunk).toString(), [...log]])
    expect(seen.map(([name]) => name)).toEqual(['0', '1', '2', '3', '4'])
    expect(seen[0]?.[1]).toEqual(['0', '1'])
    expect(log.toSorted()).toEqual(['0', '1', '2', '3', '4'])
  })

  test('what one throws is thrown when it is its turn', async () => {
    const broken = { bytes: 1, open: () => Promise.reject(new Error('gone')) }
    const log: string[] = []
    const [first, second] = readAhead([item(1, log, 'a'), broken], 2)
    for await (const _ of first?.stream ?? []) expect(log).toEqual(['a'])
    await expect(second?.stream[Symbol.asyncIterator]().next()).rejects.toThrow('gone')
  })
})
