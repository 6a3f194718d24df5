import * as z from '../../../shared/shape.ts'
import { type Action, actions } from '../rules/incident.ts'
import { signatureHeaders } from '../rules/signature.ts'
import type { ReportRequest } from './view.ts'

/** What somebody asks of the Function URL. */
export interface LinkRequest {
  readonly method: string
  readonly path: string
  /** Parsed from the raw query string; the first value of each name counts. */
  readonly query: URLSearchParams
  /** Media type without its parameters, in small letters. */
  readonly contentType: string
  readonly body: string
  /** Bytes of the body as it was sent. */
  readonly bodyBytes: number
  /** What a source sends along with a report. */
  readonly report: Omit<ReportRequest, 'contentType'>
}

const eventSchema = z.object({
  rawPath: z.string(),
  rawQueryString: z.optional(z.string()),
  headers: z.optional(z.record(z.string(), z.unknown())),
  body: z.optional(z.nullable(z.string())),
  isBase64Encoded: z.optional(z.boolean()),
  requestContext: z.object({ domainName: z.optional(z.string()), http: z.object({ method: z.string() }) }),
})

const nothing: LinkRequest = {
  method: 'GET',
  path: '',
  query: new URLSearchParams(),
  contentType: '',
  body: '',
  bodyBytes: 0,
  report: { bytes: new Uint8Array() },
}

type Headers = Readonly<Record<string, string>>

/** What GitHub and Sentry say in a header that a report is. */
const eventIn = (headers: Headers): string | undefined => {
  const [github, sentry] = [headers['x-github-event'], headers['sentry-hook-resource']]
  return github === undefined ? sentry && `sentry:${sentry}` : `github:${github}`
}

/** What parts a multipart form. https://www.rfc-editor.org/rfc/rfc2046#section-5.1.1 */
const boundaryIn = (contentType: string | undefined): string | undefined => {
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]{1,70})"|([^\s";]{1,70}))/i.exec(contentType ?? '') ?? []
  return quoted ?? plain
}

/**
 * Reads an event of payload format 2.0. Whatever else comes is taken for a request for nothing, and gets the page that
 * says so: a stranger's nonsense must not look like a fault of ours.
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
 */
export const parseRequest = (raw: unknown): LinkRequest => {
  const { data } = eventSchema.safeParse(raw)
  if (!data) return nothing
  const { rawPath, rawQueryString = '', body, isBase64Encoded, requestContext } = data
  const sent = Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8')
  const headers: Headers = Object.fromEntries(
    Object.entries(data.headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value ?? '')]),
  )
  const signature = signatureHeaders.map((name) => headers[name]).find((value) => value !== undefined)
  return {
    method: requestContext.http.method,
    path: rawPath,
    query: new URLSearchParams(rawQueryString),
    contentType: headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() ?? '',
    body: sent.toString('utf8'),
    bodyBytes: sent.length,
    report: { bytes: sent, event: eventIn(headers), signature, boundary: boundaryIn(headers['content-type']) },
  }
}

export interface Form {
  readonly action: Action
  readonly steps?: number | undefined
}

/** The form of the page, or nothing when it names no action. */
export const parseForm = (body: string): Form | undefined => {
  const fields = new URLSearchParams(body)
  const action = actions.find((each) => each === fields.get('action'))
  const steps = fields.get('steps')
  return action && { action, ...(steps !== null && /^\d{1,6}$/.test(steps) ? { steps: Number(steps) } : {}) }
}
