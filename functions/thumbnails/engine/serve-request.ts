import type { RequestsConfig } from '../../../shared/config/thumbnails/requests.ts'
import { TransientError } from '../../../shared/errors.ts'
import { type RefusedAddress, type VerifiedAddress, verifyAddress } from '../../../shared/thumbnails/signed-address.ts'
import type { AskedRequest } from '../rules/carried-path.ts'
import { type Reply, textReply } from '../rules/reply.ts'
import { notAllowed, originalOf } from '../rules/requested.ts'
import type { RequestSecrets } from '../world/request-secrets.ts'
import type { Call } from './answer.ts'
import { type FindMeans, type Found, findRequested } from './requested.ts'

export interface ServeMeans extends FindMeans {
  readonly requests: RequestsConfig
  readonly secrets: RequestSecrets
  /** Bucket of uploads. */
  readonly uploads: string
}

/** A day: as thumbnails are kept by CloudFront and browsers. */
const mostSeconds = 86_400

/** Milliseconds for which the secrets that were read are good, and after which they are read anew for a signature that fits none. */
const [secretsMs, freshMs] = [300_000, 10_000]

/** Seconds for which a picture that is too large for an answer can be fetched from S3, and for which its address is kept. */
const [linkSeconds, linkKept] = [300, 60]

const isRefusal = (address: VerifiedAddress | RefusedAddress): address is RefusedAddress => 'cause' in address

/** A team that has just changed its secret signs with the new one at once. */
const verify = async (path: string, { secrets }: ServeMeans, now: Date): Promise<VerifiedAddress | RefusedAddress> => {
  const first = verifyAddress(path, await secrets.read(now, secretsMs), now)
  return isRefusal(first) && first.cause === 'wrong-signature'
    ? verifyAddress(path, await secrets.read(now, freshMs), now)
    : first
}

const matches = (etag: string, ifNoneMatch: string | undefined): boolean =>
  ifNoneMatch?.split(',').some((each) => each.trim().replace(/^W\//, '') === etag || each.trim() === '*') ?? false

const noneReply = (found: Extract<Found, { none: string }>, most: number): Reply => {
  if (found.none === 'refused')
    return textReply(422, found.cause, `There is no picture of this original: ${found.reason}`, 60)
  if (found.none === 'archived')
    return textReply(404, 'archived', 'The original lies in an archive, and this picture was not made before.')
  if (found.none === 'too-many')
    return textReply(403, 'too-many', `At most ${most} pictures are made of one original, and there are as many.`)
  if (found.none === 'busy') return textReply(503, 'busy', 'The picture is still being made. Ask again.', 0)
  return textReply(404, 'no-original', 'There is no such original.')
}

/** What a browser and CloudFront may keep it for: never longer than its address is good. */
const cacheControl = ({ expires }: VerifiedAddress, now: Date, most: number): string => {
  if (expires === undefined) return `public, max-age=${most}`
  const left = Math.max(0, Math.floor(expires - now.getTime() / 1000))
  return `public, max-age=${Math.min(most, left)}, must-revalidate`
}

const pictureReply = async (
  { kept, slot, made }: Extract<Found, { kept: object }>,
  address: VerifiedAddress,
  { method, ifNoneMatch }: AskedRequest,
  { effects }: ServeMeans,
  now: Date,
): Promise<Reply> => {
  const outcome = made ? 'made' : 'served'
  const etag = `"${kept.etag}"`
  const headers = {
    'cache-control': cacheControl(address, now, mostSeconds),
    etag,
    'x-content-type-options': 'nosniff',
  }
  if (matches(etag, ifNoneMatch)) return { status: 304, outcome, headers }
  if (kept.bytes)
    return {
      status: 200,
      outcome,
      headers: { ...headers, 'content-type': kept.contentType },
      ...(method === 'HEAD' ? {} : { body: kept.bytes }),
    }
  const left = address.expires === undefined ? linkSeconds : Math.ceil(address.expires - now.getTime() / 1000)
  const location = await effects.linkTo(slot, Math.max(1, Math.min(linkSeconds, left)))
  return {
    status: 302,
    outcome,
    headers: { 'cache-control': cacheControl(address, now, linkKept), location },
  }
}

/**
 * Answers a request for a picture: with the picture that is kept or made, or with a short text that says why not. Nothing is read or made before the
 * signature is right.
 * @throws AWS errors that are no fault of the request
 */
export const serveRequest = async (request: AskedRequest, means: ServeMeans, call: Call): Promise<Reply> => {
  const { method, path } = request
  if (method !== 'GET' && method !== 'HEAD') return textReply(405, 'method', 'Pictures are read by GET and HEAD.')
  const total = call.remainingMs()
  const address = await verify(path, means, call.now)
  if (isRefusal(address)) return textReply(address.status, address.cause, address.reason)
  const unwanted = notAllowed(address.picture, means.requests)
  if (unwanted !== undefined) return textReply(403, 'not-allowed', unwanted)
  try {
    const found = await findRequested(
      originalOf(address.key, means.uploads, means.existing),
      address.picture,
      request.accepts ?? 'jpeg',
      means,
      call,
    )
    if ('none' in found) return noneReply(found, means.requests.maxPerOriginal)
    const now = new Date(call.now.getTime() + total - call.remainingMs())
    return await pictureReply(found, address, request, means, now)
  } catch (error) {
    if (error instanceof TransientError) return textReply(503, 'busy', 'The picture cannot be made now. Ask again.', 0)
    throw error
  }
}
