import type { LookupAddress, LookupOptions } from 'node:dns'
import { isIP } from 'node:net'
import { isPrivateAddress } from './private-address.ts'

/** What is sent to a service. */
export interface Post {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What a service answered. */
export interface Answer {
  readonly status: number
  /** Seconds that it wants to be left alone. */
  readonly retryAfter?: number | undefined
  /** Its word for what is wrong, such as Slack's `channel_is_archived`, where it is one word and nothing else. */
  readonly word?: string | undefined
}

/** The address leads to a network that is not the internet. */
export class PrivateAddressError extends Error {
  override readonly name = 'PrivateAddressError'
}

/** No answer within the time. */
export class SilenceError extends Error {
  override readonly name = 'SilenceError'
}

type Found = (error: Error | null, address: string | LookupAddress[], family?: number) => void

/** Finds the addresses of a name, and refuses it where one of them is private: a name may lead anywhere, and to another place each time. */
const publicLookup = async (hostname: string, options: LookupOptions, found: Found): Promise<void> => {
  const { lookup } = await import('node:dns')
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) found(error, [])
    else if (addresses.some(({ address }) => isPrivateAddress(address))) found(new PrivateAddressError(), [])
    else if (options.all) found(null, addresses)
    else found(null, addresses[0]?.address ?? '', addresses[0]?.family)
  })
}

/** Bytes of an answer that are read. */
const glance = 200

/** @returns seconds, of both forms of the header; nothing for anything else */
export const retryAfterOf = (header: string | undefined, now: Date): number | undefined => {
  if (header === undefined) return undefined
  const date = /^[A-Z][a-z]{2}, /.test(header) ? Date.parse(header) : Number.NaN
  const seconds = /^\d{1,6}$/.test(header.trim()) ? Number(header) : (date - now.getTime()) / 1000
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds)
}

/**
 * Posts something and reads the beginning of the answer. Redirects are answers like any other: nothing follows them.
 * @param anywhere whether private addresses are allowed, too
 * @param timeoutMs for everything, from the name to the answer
 * @param signal ends it early, as if nobody had answered
 * @throws PrivateAddressError; SilenceError; Node's errors with their `code`, whose words name the address
 */
export const post = async (
  { url, headers, body }: Post,
  {
    anywhere,
    timeoutMs,
    now,
    signal,
  }: {
    readonly anywhere: boolean
    readonly timeoutMs: number
    readonly now: Date
    readonly signal?: AbortSignal | undefined
  },
): Promise<Answer> => {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  // A lookup is made for names alone.
  if (!anywhere && isIP(host) !== 0 && isPrivateAddress(host)) throw new PrivateAddressError()
  const { request } = url.protocol === 'http:' ? await import('node:http') : await import('node:https')
  const bytes = Buffer.from(body, 'utf8')
  return new Promise((resolve, reject) => {
    const call = request(
      url,
      {
        method: 'POST',
        headers: { ...headers, 'content-length': bytes.length, 'user-agent': 'Nightshift' },
        // A connection that sleeps with the function is dead when it wakes up.
        agent: false,
        ...(signal ? { signal } : {}),
        ...(anywhere ? {} : { lookup: publicLookup }),
      },
      (response) => {
        const chunks: Buffer[] = []
        const done = () => {
          const text = Buffer.concat(chunks).toString('utf8').trim()
          const { statusCode: status = 0 } = response
          resolve({
            status,
            retryAfter: retryAfterOf(response.headers['retry-after'], now),
            word: /^[a-z]{2,20}(_[a-z]{1,20}){0,4}$/.test(text) ? text : undefined,
          })
          response.destroy()
        }
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk)
          if (chunks.reduce((sum, each) => sum + each.length, 0) > glance) done()
        })
        response.on('end', done)
        // The status has come: that is the answer.
        response.on('error', done)
      },
    )
    const clock = setTimeout(() => call.destroy(new SilenceError()), timeoutMs)
    call.on('error', reject)
    call.on('close', () => clearTimeout(clock))
    call.end(bytes)
  })
}
