import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import type { Guide } from './guide.ts'

interface Page {
  readonly status: number
  readonly location: string | undefined
  readonly body: string
}

/**
 * Opens the address of a text message as a phone would, at the emulator: it tells Function URLs apart by the host that is
 * asked for, and Node does not look that name up.
 * @param form sent with POST; without it the page is only looked at
 */
export const openPage = (
  { endpoint }: Pick<Guide, 'endpoint'>,
  address: string,
  form?: Readonly<Record<string, string>>,
): Promise<Page> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(endpoint)
    const { host, pathname, search } = new URL(address)
    const asked = request(
      {
        hostname,
        port,
        path: `${pathname}${search}`,
        method: form ? 'POST' : 'GET',
        headers: { host, ...(form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}) },
        signal: AbortSignal.timeout(10_000),
      },
      (answer) => {
        const { statusCode: status = 0, headers } = answer
        text(answer).then((body) => resolve({ status, location: headers.location, body }), reject)
      },
    )
    asked.on('error', reject)
    asked.end(form && new URLSearchParams(form).toString())
  })
