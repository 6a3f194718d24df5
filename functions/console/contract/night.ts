import type { Html } from '../view/html.ts'
import type { Look } from '../view/night/looks.ts'

/** The time that a picture shows: from ≤ t ≤ until. */
export interface Span {
  readonly from: Date
  readonly until: Date
}

/** Something in a lane: at one instant, or from one to another. */
export interface Item {
  /** ISO 8601. */
  readonly from: string
  /** ISO 8601. Left out: it is a mark at an instant. `'now'`: it goes on. */
  readonly until?: string
  /** Shape and colour, and its word in the legend. */
  readonly look: Look
  /** What it was, in a line: shown where the pointer rests, and read aloud. A function is called only for what is drawn. */
  readonly title: string | (() => string)
  /** Path of its page. */
  readonly path?: string
}

/** One row of the picture. One without items is not drawn. */
export interface Lane {
  /** Unique, such as `job/nightly-report`. */
  readonly id: string
  readonly title: string
  /** Path of its page. */
  readonly path?: string
  readonly items: readonly Item[]
  /** A lane in which something went wrong is shown even where there are too many. */
  readonly isWrong?: boolean
}

/** Something that waits for a person. */
export interface Attention {
  readonly severity: 'critical' | 'warning' | 'info'
  readonly title: string
  /** What it means, in a line. */
  readonly detail: string | Html
  /** ISO 8601, since when. */
  readonly since?: string
  /** Path of its page. */
  readonly path?: string
  /** The one thing to do about it: a form, or a link. */
  readonly action?: Html
}

/** What a capability has to say of a night. */
export interface Night {
  readonly lanes: readonly Lane[]
  /** True sentences of the span, in the reader's language, each with its full stop. None where there is nothing to say. */
  readonly sentences: readonly string[]
  /** What needs a person now, worst first. */
  readonly attention: readonly Attention[]
  /** Whether something went wrong in the span, so that the night was not quiet. Default: whether something needs a person. */
  readonly wasQuiet?: boolean
}
