import type { Asked } from '../contract/contribution.ts'
import { type Html, html } from './html.ts'

/** What a button does and how it looks. */
export interface ActionButton {
  /** Path of an action of a contribution, such as `/incidents/0123456789abcdef/acknowledge`. */
  readonly path: string
  readonly label: string
  /** What will happen, in a line below the button. */
  readonly effect?: string
  /** Sent along. */
  readonly fields?: Readonly<Record<string, string | undefined>>
  /** Inputs that a person fills in, before the button. */
  readonly inputs?: Html
  /** `first` stands out; `grave` changes what cannot be taken back. Default: neither. */
  readonly look?: 'first' | 'grave'
}

/** A form with one button that acts. For somebody who may only look, nothing. */
export const actionForm = (
  { session, guard, at, path: from }: Pick<Asked, 'session' | 'guard' | 'at' | 'path'>,
  { path, label, effect, fields = {}, inputs, look }: ActionButton,
): Html | undefined =>
  session.role === 'act'
    ? html`<form method="post" action="${at(path)}" class="act">${guardFields(guard, from)}${Object.entries(fields).map(
        ([name, value]) =>
          value === undefined ? undefined : html`<input type="hidden" name="${name}" value="${value}">`,
      )}${inputs}<button${look ? html` class="${look}"` : undefined}>${label}</button>${effect ? html`<p class="soft">${effect}</p>` : undefined}</form>`
    : undefined

/** What each form of a page carries. */
export const guardFields = ({ token, once }: Asked['guard'], from: string): Html =>
  html`<input type="hidden" name="form" value="${token}"><input type="hidden" name="once" value="${once}"><input type="hidden" name="from" value="${from}">`
