import type { Call, Protocol } from './call.ts'
import { isRestJson, restRoute } from './rest-routes.ts'
import { s3Operation } from './s3-operation.ts'

/** What is known of a request before its body is read. */
export interface Head {
  readonly method: string
  /** Path and query. */
  readonly target: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
}

/** Services whose name in the signature is not the one that policies use. */
const iamNames: Readonly<Record<string, string>> = { monitoring: 'cloudwatch', email: 'ses' }

/** Region and service of the signature, in the header or in the address. */
const scopeOf = (head: Head): { readonly region: string; readonly service: string } | undefined => {
  const signed = String(head.headers.authorization ?? '')
  const presigned = new URL(head.target, 'http://localhost').searchParams.get('X-Amz-Credential') ?? ''
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
  const [, region, service] =
    /\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/.exec(/Credential=([^,]+)/.exec(signed)?.[1] ?? presigned) ?? []
  return region && service ? { region, service: iamNames[service] ?? service } : undefined
}

/** The id of the access key that a request is signed with in its header. */
export const signerOf = ({ headers }: Pick<Head, 'headers'>): string | undefined =>
  /Credential=([^/,]+)\//.exec(String(headers.authorization ?? ''))?.[1]

/** Whether the body is to be passed on as it comes: objects are large, and what S3 is asked for stands in front of them. */
export const streams = (head: Head): boolean => scopeOf(head)?.service === 's3'

const parseJson = (body: string): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}

const s3Call = (head: Head): Pick<Call, 'action' | 'input'> => {
  const url = new URL(head.target, 'http://localhost')
  const { action, names } = s3Operation(head.method, url, head.headers['x-amz-copy-source'] !== undefined)
  return { action, input: { ...head.headers, ...Object.fromEntries(url.searchParams), ...names } }
}

const read = (
  head: Head,
  service: string,
  body: string,
): (Pick<Call, 'action' | 'input'> & { readonly protocol: Protocol }) | undefined => {
  const target = head.headers['x-amz-target']
  // https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
  if (typeof target === 'string')
    return { protocol: 'json', action: target.slice(target.lastIndexOf('.') + 1), input: parseJson(body) }
  // https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html; its body is not read
  const cbor = /\/service\/[^/]+\/operation\/([^/?]+)/.exec(head.target)?.[1]
  if (head.headers['smithy-protocol'] === 'rpc-v2-cbor' && cbor) return { protocol: 'cbor', action: cbor, input: {} }
  if (service === 's3') return { protocol: 's3', ...s3Call(head) }
  if (isRestJson(service)) {
    const { pathname, searchParams } = new URL(head.target, 'http://localhost')
    const route = restRoute(service, head.method, pathname)
    const input = { ...parseJson(body), ...Object.fromEntries(searchParams), ...route?.names }
    return route && { protocol: 'rest-json', action: route.action, input }
  }
  // https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
  const input = Object.fromEntries(new URLSearchParams(body || new URL(head.target, 'http://localhost').search))
  return input.Action ? { protocol: service === 'ec2' ? 'ec2' : 'query', action: input.Action, input } : undefined
}

/**
 * Which call of AWS's API a signed request is; nothing where it is none, such as the page of an incident.
 * @param body of what does not stream; `''` of what does
 */
export const classify = (head: Head, body: string, caller?: string): Call | undefined => {
  const scope = scopeOf(head)
  const call = scope && read(head, scope.service, body)
  return call && { ...scope, ...call, caller }
}
