import { createHash } from 'node:crypto'
import { gzip } from 'node:zlib'
import type { Html } from '../view/html.ts'
import type { ConsoleContext } from './world.ts'

const compressed = (body: Buffer): Promise<Buffer> =>
  new Promise((resolve, reject) => gzip(body, (error, made) => (error ? reject(error) : resolve(made))))

/** Bytes from which on it is worth it: what is smaller fits into one packet. */
const smallest = 1_200

/**
 * A page, small and with a tag of its content: the script asks for it again with that tag, and gets nothing where nothing has
 * changed. @param once what is in it that is new each time
 */
export const answerPage = async (c: ConsoleContext, page: Html, once: string): Promise<Response> => {
  const text = page.toString()
  const tag = `"${createHash('sha256').update(text.replaceAll(once, '')).digest('base64url').slice(0, 22)}"`
  c.header('etag', tag)
  if (c.req.header('if-none-match') === tag) return c.body(null, 304)
  return answerText(c, 'text/html; charset=utf-8', text)
}

/** A text, compressed where the browser takes that. */
export const answerText = async (c: ConsoleContext, type: string, text: string | Uint8Array): Promise<Response> => {
  c.header('content-type', type)
  c.header('vary', 'accept-encoding')
  const body = Buffer.from(text)
  // A picture is compressed already.
  if (type.startsWith('image/') && !type.startsWith('image/svg')) return c.body(new Uint8Array(body))
  if (body.length < smallest || !/\bgzip\b/.test(c.req.header('accept-encoding') ?? ''))
    return c.body(new Uint8Array(body))
  c.header('content-encoding', 'gzip')
  return c.body(new Uint8Array(await compressed(body)))
}
