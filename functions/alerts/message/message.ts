import type { IncidentRecord } from '../../../shared/ledger/records.ts'

export interface Attachment {
  /** File name with its extension. */
  readonly name: string
  readonly contentType: string
  readonly content: Uint8Array
  /** What the HTML calls it (`cid:…`). */
  readonly cid: string
}

/** What a message is about, for a channel that shows the parts in its own way, and for programs. */
export interface About {
  readonly kind: 'page' | 'recovery' | 'hand-over' | 'digest' | 'notice'
  /** How bad it is: `good` for what is over, and for news that ask nothing of anybody. */
  readonly mood: 'critical' | 'warning' | 'info' | 'good'
  /** Severity, or that it is over, in the reader's language. */
  readonly head: string
  readonly title: string
  /** What changed, where, and since when, a line each. */
  readonly lines: readonly string[]
  /** Address of the acknowledgement page, and what the button that leads there says. */
  readonly link?: { readonly url: string; readonly text: string } | undefined
  /** The worst first. */
  readonly incidents: readonly Pick<
    IncidentRecord,
    'id' | 'alarm' | 'title' | 'severity' | 'state' | 'openedAt' | 'closedAt'
  >[]
}

/** What is said, in every form that some channel can carry. */
export interface Message {
  /** The same for every try to send it. */
  readonly id?: string | undefined
  /** All that fits one text message, the link included. */
  readonly short: string
  readonly subject: string
  /** Everything as plain text. */
  readonly text: string
  readonly html?: string | undefined
  readonly attachments?: readonly Attachment[] | undefined
  /** Nothing where the message could not be worded, and is the bare facts. */
  readonly about?: About | undefined
}
