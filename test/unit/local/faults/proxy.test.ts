import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { Readable } from 'node:stream'
import { DynamoDBClient, GetItemCommand, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { ECSClient, RunTaskCommand } from '@aws-sdk/client-ecs'
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { lostAnswer, lostRequest, slow, throttled, unavailable } from '../../../../local/faults/any-service.ts'
import { clientTokens } from '../../../../local/faults/ecs.ts'
import { type FaultLayer, startFaultLayer } from '../../../../local/faults/proxy.ts'
import { times } from '../../../../local/faults/rule.ts'

interface Arrived {
  readonly method: string | undefined
  readonly url: string | undefined
  readonly rawHeaders: readonly string[]
  readonly body: Buffer
}

/** What stands behind the layer: it keeps what arrives, and answers with the body that it is given. */
const arrived: Arrived[] = []
const picture = randomBytes(3_000_000)
const answerFor = ({ method, headers }: IncomingMessage): [Record<string, string | number>, string | Buffer] => {
  if (String(headers['x-amz-target']).endsWith('RunTask'))
    return [{ 'content-type': 'application/x-amz-json-1.1' }, '{"tasks":[{"taskArn":"arn:task"}],"failures":[]}']
  if (method === 'GET' || method === 'HEAD')
    return [{ 'content-type': 'image/png', 'content-length': picture.length, etag: '"abc"' }, picture]
  return [{ 'content-type': 'application/x-amz-json-1.0' }, '{}']
}
let behind: Server
let layer: FaultLayer

beforeAll(async () => {
  behind = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part)
    const { method, url, rawHeaders } = request
    arrived.push({ method, url, rawHeaders, body: Buffer.concat(parts) })
    const [headers, body] = answerFor(request)
    response.writeHead(200, headers).end(method === 'HEAD' ? undefined : body)
  })
  behind.listen(0, '127.0.0.1')
  await once(behind, 'listening')
  const at = behind.address()
  layer = await startFaultLayer({
    endpoint: `http://127.0.0.1:${typeof at === 'object' ? at?.port : 0}`,
    account: '123456789012',
  })
})

beforeEach(() => {
  arrived.length = 0
  layer.set()
})

afterAll(async () => {
  await layer.stop()
  behind.closeAllConnections()
  behind.close()
})

const clientOf = (endpoint = layer.endpoint) => ({
  endpoint,
  region: 'ap-northeast-2',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  forcePathStyle: true,
  maxAttempts: 1,
})
const get = (endpoint?: string) =>
  new DynamoDBClient(clientOf(endpoint)).send(new GetItemCommand({ TableName: 'ledger', Key: { pk: { S: 'a' } } }))

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

test('an object passes both ways byte by byte, with its checksum in a trailer', async () => {
  const s3 = new S3Client(clientOf())
  const object = { Bucket: 'shop', Key: 'uploads/빵.png' }
  await s3.send(
    new PutObjectCommand({
      ...object,
      Body: Readable.from([picture.subarray(0, 9), picture.subarray(9)]),
      ContentLength: picture.length,
    }),
  )
  const [put] = arrived
  // A stream goes in chunks of its own, the checksum behind the last: none of it is touched.
  expect(put?.rawHeaders.map((name) => name.toLowerCase())).toContain('x-amz-trailer')
  expect(put?.body.length).toBeGreaterThan(picture.length)
  expect(put?.body.subarray(-200).toString('latin1')).toContain('x-amz-checksum-crc32:')
  expect(put?.url).toBe('/shop/uploads/%EB%B9%B5.png?x-id=PutObject')
  const { Body } = await s3.send(new GetObjectCommand(object))
  expect(sha256((await Body?.transformToByteArray()) ?? new Uint8Array())).toBe(sha256(picture))
  expect(await s3.send(new HeadObjectCommand(object))).toMatchObject({ ContentLength: picture.length, ETag: '"abc"' })
})

test('headers arrive as they were sent, the host that was signed among them', async () => {
  await get()
  const headers = arrived[0]?.rawHeaders ?? []
  expect(headers[headers.findIndex((name) => name.toLowerCase() === 'host') + 1]).toBe(new URL(layer.endpoint).host)
  expect(arrived[0]?.body.toString()).toBe('{"TableName":"ledger","Key":{"pk":{"S":"a"}}}')
})

test('what is refused does not act, and the SDK tries again what AWS says may be tried', async () => {
  layer.set(times(2, throttled({ service: 'dynamodb' })))
  await expect(get()).rejects.toMatchObject({ name: 'ThrottlingException' })
  expect(arrived).toHaveLength(0)
  await new DynamoDBClient({ ...clientOf(), maxAttempts: 3 }).send(new ListTablesCommand({}))
  expect(arrived).toHaveLength(1)
})

test('an upload that is refused ends with the refusal', async () => {
  layer.set(unavailable({ service: 's3' }))
  const put = new PutObjectCommand({ Bucket: 'shop', Key: 'a', Body: picture })
  await expect(new S3Client(clientOf()).send(put)).rejects.toMatchObject({ name: 'ServiceUnavailable' })
  expect(arrived).toHaveLength(0)
})

test('a request that is lost does not act; one whose answer is lost does', async () => {
  layer.set(lostRequest({ action: 'GetItem' }))
  await expect(get()).rejects.toThrow('socket hang up')
  expect(arrived).toHaveLength(0)
  layer.set(lostAnswer({ action: 'GetItem' }))
  await expect(get()).rejects.toThrow('socket hang up')
  expect(arrived).toHaveLength(1)
})

test('RunTask whose answer is lost starts one task: the SDK tries again with the same token', async () => {
  layer.set(times(1, lostAnswer({ action: 'RunTask' })), clientTokens())
  const ecs = new ECSClient({ ...clientOf(), maxAttempts: 3 })
  expect(await ecs.send(new RunTaskCommand({ taskDefinition: 'nightly', clientToken: 'one' }))).toMatchObject({
    tasks: [{ taskArn: 'arn:task' }],
  })
  expect(arrived).toHaveLength(1)
})

test('a slow call arrives all the same', async () => {
  layer.set(slow(80, { action: 'GetItem' }))
  const begun = performance.now()
  await get()
  expect(performance.now() - begun).toBeGreaterThanOrEqual(79)
})

test('a rule that is added goes before the others, and goes away', async () => {
  layer.set(unavailable({}))
  const remove = layer.add(throttled({}))
  await expect(get()).rejects.toMatchObject({ name: 'ThrottlingException' })
  remove()
  await expect(get()).rejects.toMatchObject({ name: 'ServiceUnavailable' })
})

test('each call is recorded with who made it and what it asks for, and without what it carries', async () => {
  const before = layer.recorder.calls.length
  const own = await layer.endpointOf('shop-jobs-on-minute')
  expect(await layer.endpointOf('shop-jobs-on-minute')).toBe(own)
  layer.set(times(1, throttled({ caller: 'shop-jobs-on-minute' })))
  await expect(get(own)).rejects.toThrow()
  await get()
  const asks = [
    {
      action: 'dynamodb:GetItem',
      resource: 'arn:aws:dynamodb:ap-northeast-2:123456789012:table/ledger',
      conditions: { 'dynamodb:LeadingKeys': ['a'] },
    },
  ]
  const call = { service: 'dynamodb', action: 'GetItem', region: 'ap-northeast-2', asks }
  expect(layer.recorder.calls.slice(before)).toEqual([
    { ...call, number: before + 1, caller: 'shop-jobs-on-minute', rule: 'throttled: any service' },
    { ...call, number: before + 2 },
  ])
})

test('what is not a call of the API passes unrecorded', async () => {
  const before = layer.recorder.calls.length
  expect(await (await fetch(`${layer.endpoint}/a/page`, { method: 'POST', body: 'x' })).text()).toBe('{}')
  expect(layer.recorder.calls).toHaveLength(before)
})

test('an emulator that is gone is a gateway error that says so', async () => {
  const alone = await startFaultLayer({ endpoint: 'http://127.0.0.1:9', account: '123456789012' })
  const answer = await fetch(`${alone.endpoint}/a`)
  expect([answer.status, await answer.text()]).toEqual([502, expect.stringContaining('no answer from the emulator')])
  await alone.stop()
})
