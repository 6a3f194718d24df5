import { html as escaping } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'
import { withoutControls } from '../../../shared/text.ts'

/** Markup that is safe to put into a page as it is. Only `html` makes it. */
export type Html = HtmlEscapedString

type Value = string | number | false | undefined | Html | readonly Value[]

/** A stranger's text without what controls how it is shown: a name that turns what follows around reads as another one. */
const shown = (value: Value): unknown => {
  if (typeof value === 'string') return withoutControls(value.toWellFormed(), '')
  return Array.isArray(value) ? value.map(shown) : value
}

/** Markup with values in it. A text is escaped, so that forgetting to is not possible; `undefined` and `false` are left out. */
export const html = (parts: TemplateStringsArray, ...values: readonly Value[]): Html => {
  const made = escaping(parts, ...values.map(shown))
  if (made instanceof Promise)
    throw new TypeError('A value of a page must be there when it is drawn, not a promise of it.')
  return made
}

/** Several pieces of markup as one. */
export const joined = (pieces: readonly Html[], between: Html | string = ''): Html =>
  html`${pieces.flatMap((piece, index) => (index === 0 ? [piece] : [between, piece]))}`
