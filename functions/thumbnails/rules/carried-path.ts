import { parserOf } from '../../../shared/handler.ts'
import * as z from '../../../shared/shape.ts'
import { type AutoFormat, autoFormats } from './requested.ts'

/** A request as the function gets it. */
export interface AskedRequest {
  readonly method: string
  /** As the viewer sent it, without `/@` and the query. */
  readonly path: string
  readonly ifNoneMatch?: string | undefined
  /** The best format that the viewer takes. Only where the address says `format=auto`. */
  readonly accepts?: AutoFormat | undefined
}

const parseEvent = parserOf(
  'a request of a Function URL',
  z.object({
    rawPath: z.string(),
    headers: z.optional(z.object({ 'if-none-match': z.optional(z.string()) })),
    requestContext: z.object({ http: z.object({ method: z.string() }) }),
  }),
)

/**
 * What the path that is carried begins and ends with: letters that neither SigV4 nor RFC 3986 encodes. A behaviour of the view leads such paths to the function
 * too, so that one that is asked for directly is no way around `viewerRequest`, nor to what the cache keeps under it.
 */
const around = '~'

/** Path pattern of CloudFront for what is carried. A template of keys has no `~`, so that no thumbnail is hidden by it. */
export const carriedPattern = `/${around}*${around}`

/**
 * What runs at CloudFront before its cache, in its own JavaScript, for every request of a picture. It refuses what does not begin with `/@/`, and what has
 * expired, so that no copy outlives its address, and carries the path behind `/@` to the function in base64url. On its way from CloudFront to a Function URL a path is signed, decoded and perhaps
 * tidied up, and signatures of paths with encoded letters fail (https://github.com/aws-samples/image-optimization/issues/44); so carried, none of it
 * matters. https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
 *
 * For `format=auto` it reads what the viewer accepts, and carries one word of it before the path: `/~avif~<base64url>~`. So the cache has three entries
 * of such an address at most, whatever browsers write into `Accept`, which is not forwarded. That a browser takes anything (`*`, `image/*`) does not say that it shows AVIF.
 */
export const viewerRequest = `function handler(event) {
  var request = event.request
  var refuse = function (keep, why) {
    return {
      statusCode: 403,
      statusDescription: 'Forbidden',
      headers: {
        'content-type': { value: 'text/plain; charset=utf-8' },
        'x-content-type-options': { value: 'nosniff' },
        'cache-control': { value: keep },
      },
      body: { encoding: 'text', data: why + '\\n' },
    }
  }
  if (request.uri.slice(0, 3) !== '/@/') return refuse('no-store', 'Addresses of pictures begin with /@/.')
  var path = request.uri.slice('/@'.length)
  var expiry = /^\\/[^/]*,exp=(\\d{1,10})[,/]/.exec(path)
  if (expiry && Number(expiry[1]) * 1000 <= Date.now())
    return refuse('max-age=10', 'The address has expired.')
  var best = ''
  if (/^\\/[^/]*,format=auto[,/]/.test(path)) {
    var accept = request.headers.accept
    var lines = accept ? accept.multiValue || [accept] : []
    var weights = { avif: 0, webp: 0 }
    lines.forEach(function (line) {
      line.value.split(',').forEach(function (type) {
        var named = /^\\s*image\\/(avif|webp)\\s*(;.*)?$/i.exec(type)
        if (!named) return
        var weight = /;\\s*q=([^;]*)/i.exec(named[2] || '')
        weights[named[1].toLowerCase()] = weight ? Number(weight[1]) || 0 : 1
      })
    })
    best = weights.avif > 0 && weights.avif >= weights.webp ? 'avif' : weights.webp > 0 ? 'webp' : 'jpeg'
    best += '${around}'
  }
  request.uri = '/${around}' + best + Buffer.from(path).toString('base64url') + '${around}'
  request.querystring = {}
  return request
}
`

/**
 * A request from the event of a Function URL behind `viewerRequest`. What did not come that way has an empty path, which is refused.
 * @throws PermanentError `malformed-event`
 */
export const parseRequest = (raw: unknown): AskedRequest => {
  const { rawPath, headers, requestContext } = parseEvent(raw)
  const [, best, carried = ''] = /^\/~(?:([a-z]+)~)?([\w-]+)~$/.exec(rawPath) ?? []
  const accepts = autoFormats.find((each) => each === best)
  return {
    method: requestContext.http.method,
    path: Buffer.from(carried, 'base64url').toString('latin1'),
    ifNoneMatch: headers?.['if-none-match'],
    ...(accepts ? { accepts } : {}),
  }
}
