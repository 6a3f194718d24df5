/** An answer over HTTP. */
export interface Reply {
  readonly status: number
  /** One word for the log: `made`, `served`, or why not. */
  readonly outcome: string
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Uint8Array
}

/** A refusal: a short text that browsers show as text, and that CloudFront keeps for some seconds (0: not at all). */
export const textReply = (status: number, outcome: string, text: string, seconds = 10): Reply => ({
  status,
  outcome,
  headers: {
    'content-type': 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'cache-control': seconds > 0 ? `max-age=${seconds}` : 'no-store',
    ...(status === 405 ? { allow: 'GET, HEAD' } : {}),
    ...(status === 503 ? { 'retry-after': '2' } : {}),
  },
  body: Buffer.from(`${text}\n`),
})

/** The answer as a Function URL takes it. https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html */
export const lambdaAnswer = ({ status, headers, body }: Reply) => ({
  statusCode: status,
  headers,
  ...(body
    ? { body: Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('base64'), isBase64Encoded: true }
    : {}),
})
