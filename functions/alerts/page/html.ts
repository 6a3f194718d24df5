import { withoutControls } from '../../../shared/text.ts'
import { escapeMarkup } from '../message/escape-markup.ts'

/** Markup that is safe to put into a page as it is. Only `html` makes it. */
export interface Html {
  readonly markup: string
}

type Value = string | number | Html | undefined | readonly Html[]

/** A text for use between tags or in a quoted attribute. */
export const escapeHtml = (text: string): string => escapeMarkup(withoutControls(text.toWellFormed(), ''))

const write = (value: Value): string => {
  if (value === undefined) return ''
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value))
  return 'markup' in value ? value.markup : value.map(({ markup }) => markup).join('')
}

/** Markup with values in it. A text is escaped, so that forgetting to is not possible; `undefined` is left out. */
export const html = (parts: TemplateStringsArray, ...values: readonly Value[]): Html => ({
  markup: parts.reduce((markup, part, index) => markup + write(values[index - 1]) + part),
})
