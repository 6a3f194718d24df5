import type { Call } from './call.ts'

/** What is answered in AWS's place. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

/** A refusal as AWS documents it. */
export interface Refusal {
  readonly status: number
  readonly code: string
  readonly message: string
  /** Further members of the error, such as `resourceIds` or `CancellationReasons`. JSON protocols only. */
  readonly members?: Readonly<Record<string, unknown>>
}

const requestId = '00000000-0000-4000-8000-0000000000fa'

const escapeXml = (text: string): string => text.replace(/[<>&]/g, (sign) => `&#${sign.charCodeAt(0)};`)

/** Text of up to 65,535 bytes in CBOR: https://www.rfc-editor.org/rfc/rfc8949#section-3.1 */
const cborText = (text: string): Buffer => {
  const bytes = Buffer.from(text)
  return Buffer.concat([Buffer.from([0x79, bytes.length >> 8, bytes.length & 0xff]), bytes])
}

const cborMap = (entries: Readonly<Record<string, string>>): Buffer =>
  Buffer.concat([
    Buffer.from([0xa0 + Object.keys(entries).length]),
    ...Object.entries(entries).flatMap(([name, value]) => [cborText(name), cborText(value)]),
  ])

/** Services that moved from the query protocol to JSON and say the old code beside the new one. */
const queryCompatible = new Set(['sqs', 'cloudwatch'])

const xml = (status: number, body: string): Answer => ({
  status,
  headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId, 'x-amz-request-id': requestId },
  body: `<?xml version="1.0" encoding="UTF-8"?>${body}`,
})

/** A refusal in the protocol of its call. https://smithy.io/2.0/aws/protocols/ */
export const spellRefusal = (
  { protocol, service }: Pick<Call, 'protocol' | 'service'>,
  { status, code, message, members }: Refusal,
): Answer => {
  const [Code, Message] = [`<Code>${code}</Code>`, `<Message>${escapeXml(message)}</Message>`]
  const sender = status < 500 ? 'Sender' : 'Receiver'
  switch (protocol) {
    case 's3':
      return xml(status, `<Error>${Code}${Message}<RequestId>${requestId}</RequestId></Error>`)
    case 'ec2':
      return xml(status, `<Response><Errors><Error>${Code}${Message}</Error></Errors></Response>`)
    case 'query':
      return xml(
        status,
        `<ErrorResponse><Error><Type>${sender}</Type>${Code}${Message}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
      )
    case 'cbor':
      return {
        status,
        headers: { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' },
        body: cborMap({ __type: code, message }),
      }
    default:
      return {
        status,
        headers: {
          'content-type': protocol === 'json' ? 'application/x-amz-json-1.1' : 'application/json',
          'x-amzn-errortype': code,
          'x-amzn-requestid': requestId,
          ...(queryCompatible.has(service) ? { 'x-amzn-query-error': `${code};${sender}` } : {}),
        },
        body: JSON.stringify({ __type: code, message, ...members }),
      }
  }
}

/** Success with a body of JSON. */
export const jsonAnswer = (value: unknown): Answer => ({
  status: 200,
  headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': requestId },
  body: JSON.stringify(value),
})

/** Success of a call in the query protocol, with the members of its result. */
export const queryAnswer = (action: string, members: Readonly<Record<string, string>>): Answer => {
  const result = Object.entries(members).map(([name, value]) => `<${name}>${escapeXml(value)}</${name}>`)
  return xml(
    200,
    `<${action}Response><${action}Result>${result.join('')}</${action}Result><ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${action}Response>`,
  )
}
