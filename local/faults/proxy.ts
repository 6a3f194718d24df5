import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse, request as send } from 'node:http'
import { pipeline } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { errorText } from '../../shared/errors.ts'
import { type Answer, spellRefusal } from './answer.ts'
import { asksOf } from './asks.ts'
import type { Call } from './call.ts'
import { classify, type Head, signerOf, streams } from './classify.ts'
import { Recorder } from './recorder.ts'
import { type Met, meet, type Rule } from './rule.ts'

export interface FaultOptions {
  /** The emulator's address. */
  readonly endpoint: string
  /** The account that ARNs of recorded calls are in. */
  readonly account: string
  /** Rules that hold from the start. Default: none. */
  readonly rules?: readonly Rule[]
}

export interface FaultLayer {
  /** Where clients call that have no address of their own. */
  readonly endpoint: string
  /** An address of one caller, so that its calls are told from those of others. */
  readonly endpointOf: (caller: string) => Promise<string>
  /** Adds a rule before those that hold, and gives what takes it away. */
  readonly add: (rule: Rule) => () => void
  /** Replaces all rules. */
  readonly set: (...rules: readonly Rule[]) => void
  /** Every call of AWS's API so far. */
  readonly recorder: Recorder
  readonly stop: () => Promise<void>
}

const readAll = async (stream: AsyncIterable<Buffer>): Promise<Buffer> => {
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(part)
  return Buffer.concat(parts)
}

/** Raw headers as they came. `Expect` has been answered here, and is not asked a second time. */
const passedOn = ({ rawHeaders }: IncomingMessage): string[] =>
  rawHeaders.filter((_, index) => rawHeaders[index - (index % 2)]?.toLowerCase() !== 'expect')

/** The same request to the emulator, byte by byte. */
const forward = async (endpoint: string, incoming: IncomingMessage, body?: Buffer): Promise<IncomingMessage> => {
  const outgoing = send(new URL(endpoint), {
    method: incoming.method,
    path: incoming.url,
    headers: passedOn(incoming),
    setHost: false,
  })
  const answered = once(outgoing, 'response') as Promise<[IncomingMessage]>
  // An upload that breaks off breaks off there too.
  if (body === undefined) pipeline(incoming, outgoing, () => {})
  else outgoing.end(body)
  const [response] = await answered
  return response
}

/** Sends an answer of its own length. */
const reply = (response: ServerResponse, { status, headers, body }: Answer, isHead: boolean): void => {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) })
  response.end(isHead ? undefined : body)
}

const isText = ({ headers }: IncomingMessage): boolean => /json|xml/.test(String(headers['content-type'] ?? ''))

/**
 * An HTTP proxy on loopback before the emulator. The unchanged bundles and SDK clients call it as they would call AWS; every call
 * is recorded, and a rule may refuse it, hold it, lose it or its answer, or answer otherwise. Everything else passes unchanged.
 */
export const startFaultLayer = async ({ endpoint, account, ...options }: FaultOptions): Promise<FaultLayer> => {
  let rules = [...(options.rules ?? [])]
  const recorder = new Recorder()
  const servers = new Map<string, { readonly server: Server; readonly address: string }>()

  /** The emulator's answer as the rules leave it: only what is text, and only where a rule looks at answers. */
  const passBack = async (call: Call | undefined, from: IncomingMessage, to: ServerResponse): Promise<void> => {
    if (call?.service === 'sts') {
      const body = (await readAll(from)).toString()
      recorder.learn(call, body)
      to.writeHead(from.statusCode ?? 502, from.rawHeaders)
      to.end(body)
      return
    }
    const lookers = call ? rules.filter(({ after }) => after !== undefined) : []
    if (!call || lookers.length === 0 || !isText(from) || call.protocol === 's3') {
      to.writeHead(from.statusCode ?? 502, from.rawHeaders)
      pipeline(from, to, () => {})
      return
    }
    const given = (await readAll(from)).toString()
    const body = lookers.reduce(
      (text, { after }) => after?.(call, { status: from.statusCode ?? 0, body: text }) ?? text,
      given,
    )
    const headers = Object.fromEntries(
      Object.entries(from.headers).flatMap(([name, value]) =>
        ['content-length', 'transfer-encoding', 'connection'].includes(name) || value === undefined
          ? []
          : [[name, String(value)]],
      ),
    )
    // A checksum of the emulator's body says nothing about another one.
    if (body !== given) delete headers['x-amz-crc32']
    reply(to, { status: from.statusCode ?? 502, headers, body }, false)
  }

  const handle = async (caller: string | undefined, incoming: IncomingMessage, response: ServerResponse) => {
    const head: Head = { method: incoming.method ?? 'GET', target: incoming.url ?? '/', headers: incoming.headers }
    const body = streams(head) ? undefined : await readAll(incoming)
    const call = classify(head, body?.toString() ?? '', caller)
    const { rule, outcome, cut, delay }: Met = call ? meet(rules, call) : {}
    if (call) recorder.note(call, asksOf(call, account), rule, signerOf(head))
    if (cut === 'before it acts' || (cut && outcome)) return void incoming.socket.destroy()
    if (delay !== undefined) await sleep(delay)
    if (call && outcome) {
      incoming.resume()
      const answer = 'refuse' in outcome ? spellRefusal(call, outcome.refuse) : outcome.answer
      return reply(response, answer, head.method === 'HEAD')
    }
    const answered = await forward(endpoint, incoming, body)
    if (!cut) return passBack(call, answered, response)
    const text = (await readAll(answered)).toString()
    if (call) for (const { after } of rules) after?.(call, { status: answered.statusCode ?? 0, body: text })
    incoming.socket.destroy()
  }

  const listen = async (caller: string | undefined): Promise<string> => {
    const known = servers.get(caller ?? '')
    if (known) return known.address
    const server = createServer((incoming, response) => {
      handle(caller, incoming, response).catch((error: unknown) => {
        if (response.headersSent || response.destroyed) response.destroy()
        else response.writeHead(502).end(`The fault layer got no answer from the emulator: ${errorText(error)}`)
      })
    })
    server.listen({ port: 0, host: '127.0.0.1' })
    await once(server, 'listening')
    const at = server.address()
    const address = `http://127.0.0.1:${typeof at === 'object' && at ? at.port : 0}`
    servers.set(caller ?? '', { server, address })
    return address
  }

  return {
    endpoint: await listen(undefined),
    endpointOf: listen,
    add: (rule) => {
      rules = [rule, ...rules]
      return () => {
        rules = rules.filter((each) => each !== rule)
      }
    },
    set: (...all) => {
      rules = [...all]
    },
    recorder,
    stop: async () => {
      await Promise.all(
        [...servers.values()].map(({ server }) => {
          server.closeAllConnections()
          return new Promise((resolve) => server.close(resolve))
        }),
      )
    },
  }
}
