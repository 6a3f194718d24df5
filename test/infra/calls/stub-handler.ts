import { asksOf } from '../../../local/faults/asks.ts'
import type { Call } from '../../../local/faults/call.ts'
import { classify, signerOf } from '../../../local/faults/classify.ts'
import { Recorder } from '../../../local/faults/recorder.ts'
import { clientOptions } from '../../../shared/aws.ts'

/** A request as the SDK's middleware has made and signed it. */
interface Request {
  readonly method: string
  readonly path: string
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>
  readonly headers: Readonly<Record<string, string>>
  readonly body?: unknown
}

interface Answer {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

/** Bodies by `service:Action`, made from the input, as JSON or as they are; what is not here is answered with nothing. */
export type Answers = Readonly<Record<string, (input: Call['input']) => object | string>>

const targetOf = ({ path, query = {} }: Request): string => {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) for (const each of [value ?? ''].flat()) search.append(name, each)
  return search.size > 0 ? `${path}?${search}` : path
}

const textOf = (body: unknown): string =>
  typeof body === 'string'
    ? body
    : body instanceof Uint8Array
      ? Buffer.from(body.buffer, body.byteOffset, body.length).toString('latin1')
      : ''

/** An answer that says nothing, as each protocol spells it. */
const emptyBody = ({ protocol, action }: Call): Uint8Array => {
  if (protocol === 'cbor') return Uint8Array.of(0xa0)
  if (protocol === 'query') return Buffer.from(`<${action}Response><${action}Result/></${action}Response>`)
  if (protocol === 'ec2') return Buffer.from(`<${action}Response/>`)
  return Buffer.from(protocol === 's3' ? '' : '{}')
}

const answerOf = (call: Call, answers: Answers): Answer => {
  const made = answers[`${call.service}:${call.action}`]?.(call.input)
  const body =
    made === undefined ? emptyBody(call) : Buffer.from(typeof made === 'string' ? made : JSON.stringify(made))
  const cbor: Readonly<Record<string, string>> =
    call.protocol === 'cbor' ? { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' } : {}
  return {
    statusCode: 200,
    headers: { etag: '"0123456789abcdef"', 'content-length': String(body.length), ...cbor },
    body,
  }
}

/**
 * Has every client of the process that is made from now on end in a stub instead of a connection: all of the SDK before that
 * (serialising, endpoint, retries, signing) runs as it does on AWS, and what would be sent is recorded.
 */
export const stubAws = (options: { readonly region: string; readonly account: string; readonly answers: Answers }) => {
  const recorder = new Recorder()
  let caller: string | undefined
  const requestHandler = {
    handle: async (request: Request): Promise<{ readonly response: Answer }> => {
      const head = { method: request.method, target: targetOf(request), headers: request.headers }
      const call = classify(head, textOf(request.body), caller)
      if (!call) throw new Error(`Not a call of AWS: ${request.method} ${head.target}`)
      recorder.note(call, asksOf(call, options.account), undefined, signerOf(head))
      const response = answerOf(call, options.answers)
      recorder.learn(call, Buffer.from(response.body).toString())
      return { response }
    },
    updateHttpClientConfig: () => {},
    httpHandlerConfigs: () => ({}),
  }
  Object.assign(clientOptions, {
    region: options.region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
    requestHandler,
  })
  // The bucket's name stands in the path, and not in the host, which the recorder does not look at.
  Object.defineProperty(clientOptions, 'forcePathStyle', { value: true })
  return {
    recorder,
    /** Does something as a function. An effect that does not like an empty answer has made its call all the same. */
    as: async (name: string, work: () => Promise<unknown>): Promise<void> => {
      caller = name
      await work().catch(() => undefined)
    },
  }
}
