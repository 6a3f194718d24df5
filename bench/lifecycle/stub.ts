import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout } from 'node:timers/promises'

/** Milliseconds after which S3 answers in the same Region: what its owner says of small requests, at the slow end. */
const latency = { GET: 30, PUT: 60 } as const
const page = 1_000

/** A stand-in for S3 that knows so many buckets and their lifecycle, and answers as late as S3 does. */
export interface Stub {
  readonly endpoint: string
  readonly puts: () => number
  readonly stop: () => void
}

const nameOf = (index: number): string => `many-${String(index).padStart(5, '0')}`

const listing = (count: number, from: number): string => {
  const names = Array.from({ length: Math.min(page, count - from) }, (_, index) => nameOf(from + index))
  const next = from + page < count ? `<ContinuationToken>${from + page}</ContinuationToken>` : ''
  const buckets = names.map((name) => `<Bucket><Name>${name}</Name></Bucket>`).join('')
  return `<ListAllMyBucketsResult><Buckets>${buckets}</Buckets>${next}</ListAllMyBucketsResult>`
}

const none = '<Error><Code>NoSuchLifecycleConfiguration</Code><Message>none</Message></Error>'

/** Starts it on a free port of loopback. */
export const startStub = async (count: number): Promise<Stub> => {
  const configurations = new Map<string, string>()
  let puts = 0
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    const bucket = pathname.slice(1)
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const isPut = request.method === 'PUT'
    await setTimeout(latency[isPut ? 'PUT' : 'GET'])
    if (isPut) {
      puts += 1
      configurations.set(bucket, Buffer.concat(chunks).toString())
      response.end()
      return
    }
    const body =
      bucket === '' ? listing(count, Number(searchParams.get('continuation-token') ?? 0)) : configurations.get(bucket)
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/xml' })
    response.end(body ?? none)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    puts: () => puts,
    stop: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
