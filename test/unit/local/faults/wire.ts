import { type Answer, spellRefusal } from '../../../../local/faults/answer.ts'
import { asksOf } from '../../../../local/faults/asks.ts'
import type { Call } from '../../../../local/faults/call.ts'
import { classify, type Head } from '../../../../local/faults/classify.ts'
import { meet, type Rule } from '../../../../local/faults/rule.ts'

interface Sent {
  readonly method: string
  readonly path: string
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>
  readonly headers: Readonly<Record<string, string>>
  readonly body?: unknown
}

const account = '123456789012'

const targetOf = ({ path, query = {} }: Sent): string => {
  const parts = Object.entries(query).flatMap(([name, value]) =>
    [value]
      .flat()
      .map((each) => (each === null ? name : `${encodeURIComponent(name)}=${encodeURIComponent(String(each))}`)),
  )
  return parts.length > 0 ? `${path}?${parts.join('&')}` : path
}

const textOf = (body: unknown): string =>
  typeof body === 'string'
    ? body
    : body instanceof Uint8Array
      ? Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString()
      : ''

/** The request as a server sees it. */
export const headOf = (sent: Sent): Head => ({
  method: sent.method,
  target: targetOf(sent),
  headers: Object.fromEntries(Object.entries(sent.headers).map(([name, value]) => [name.toLowerCase(), value])),
})

/** What the SDK's HTTP handler throws when a connection breaks. */
const brokenConnection = (): Error => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })

/** The end of a wire: what the SDK's clients send is read and met by rules, as in the fault layer, without a server. */
export const wire = (rules: readonly Rule[] = []) => {
  const calls: Call[] = []
  const answers: Answer[] = []
  const handle = async (sent: Sent) => {
    const call = classify(headOf(sent), textOf(sent.body))
    if (!call) throw new Error(`Not a call of AWS's API: ${sent.method} ${sent.path}`)
    calls.push(call)
    const { outcome, cut } = meet(rules, call)
    if (cut) throw brokenConnection()
    const answer: Answer =
      outcome && 'refuse' in outcome
        ? spellRefusal(call, outcome.refuse)
        : outcome && 'answer' in outcome
          ? outcome.answer
          : { status: 418, headers: { 'content-type': 'text/plain' }, body: '' }
    answers.push(answer)
    return {
      response: { statusCode: answer.status, headers: answer.headers, body: Buffer.from(answer.body) },
    }
  }
  return {
    calls,
    answers,
    /** What IAM is asked for the last call. */
    asks: () => calls.slice(-1).flatMap((call) => asksOf(call, account)),
    /** What a client is made with. */
    client: {
      region: 'ap-northeast-2',
      endpoint: 'http://127.0.0.1:1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      forcePathStyle: true,
      maxAttempts: 1,
      requestHandler: { handle, updateHttpClientConfig: () => {}, httpHandlerConfigs: () => ({}) },
    },
  }
}
