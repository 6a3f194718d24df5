import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** What answers a request, as Hono and Lambda's own applications do. */
export type Answer = (request: Request) => Response | Promise<Response>

const requestOf = async (incoming: IncomingMessage, address: string): Promise<Request> => {
  const body = await buffer(incoming)
  return new Request(new URL(incoming.url ?? '/', address), {
    method: incoming.method ?? 'GET',
    headers: Object.entries(incoming.headers).flatMap(([name, value]): [string, string][] =>
      [value ?? []].flat().map((each) => [name, each]),
    ),
    ...(body.length > 0 ? { body: new Uint8Array(body) } : {}),
  })
}

/** An application on this machine's loopback, for nobody else. */
export interface Loopback {
  /** `http://localhost:4400`, without a slash at its end. */
  readonly address: string
  readonly close: () => Promise<void>
}

/**
 * Serves an application.
 * @param make makes it for its address
 * @param port default: one that is free
 */
export const serveOnLoopback = async (make: (address: string) => Answer, port = 0): Promise<Loopback> => {
  let answer: Answer | undefined
  let address = ''
  const server = createServer(async (incoming, outgoing) => {
    try {
      const made = await answer?.(await requestOf(incoming, address))
      if (!made) throw new Error('asked too early')
      const body = Buffer.from(await made.arrayBuffer())
      outgoing.writeHead(made.status, [...[...made.headers].flat(), 'content-length', String(body.length)])
      outgoing.end(body)
    } catch {
      outgoing.writeHead(400).end()
    }
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve)
  })
  address = `http://localhost:${(server.address() as AddressInfo).port}`
  answer = make(address)
  return {
    address,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
