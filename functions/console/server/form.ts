import { PageError } from '../contract/page-error.ts'
import { consoleWords } from '../view/words/console.ts'
import { isOwnOrigin } from './origin.ts'
import { formTokenOf, isSameText } from './secret.ts'
import type { ConsoleContext } from './world.ts'

/** Bytes of a form. The longest of ours has a note of 4,000 characters. */
export const longestBody = 32_768

/**
 * The form that a page of ours has sent.
 * @throws PageError 403 where it comes from elsewhere, 415 where it is none
 */
export const readForm = async (c: ConsoleContext): Promise<URLSearchParams> => {
  if (!isOwnOrigin(c.var.place, c.req.header('origin'), c.req.header('sec-fetch-site')))
    throw new PageError(403, consoleWords[c.var.reader.language].foreignForm)
  const [type = ''] = (c.req.header('content-type') ?? '').split(';')
  if (type.trim().toLowerCase() !== 'application/x-www-form-urlencoded') throw new PageError(415)
  return new URLSearchParams(await c.req.text())
}

/**
 * The form of somebody who is signed in.
 * @throws PageError 401 where nobody is, 403 where it is not from a page of this session
 */
export const readOwnForm = async (c: ConsoleContext): Promise<URLSearchParams> => {
  const form = await readForm(c)
  const { session, cookie } = c.var
  if (!session || cookie === undefined) throw new PageError(401)
  if (!isSameText(form.get('form') ?? '', formTokenOf(cookie)))
    throw new PageError(403, consoleWords[c.var.reader.language].foreignForm)
  return form
}
