import type { LambdaEvent } from 'hono/aws-lambda'
import { parserOf } from '../../../shared/handler.ts'
import * as z from '../../../shared/shape.ts'

const eventSchema = z.object({
  rawPath: z.string(),
  requestContext: z.object({ domainName: z.string(), http: z.object({ method: z.string() }) }),
})

const check = parserOf('a request of a Function URL', eventSchema)

/**
 * An event of payload format 2.0, as a Function URL sends it. @throws PermanentError for anything else
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
 */
export const parseRequest = (raw: unknown): LambdaEvent => {
  check(raw)
  return raw as LambdaEvent
}
