import type { Deployment } from '../../../api/deployment.ts'
import type { Config } from '../../../shared/config/schema.ts'
import type { Language } from '../../../shared/language.ts'
import type { SessionRecord } from '../../../shared/ledger/records.ts'
import type { Html } from '../view/html.ts'
import type { IconName } from '../view/icons.ts'
import type { Reader } from '../view/reader.ts'
import type { Night, Span } from './night.ts'

/** What the forms of one page carry. */
export interface FormGuard {
  /** Proves that the form comes from a page of this session. */
  readonly token: string
  /** The same for all forms of one page as it was drawn: each counts once. */
  readonly once: string
}

/** What somebody who is signed in asks for: all that a page is made of. */
export interface Asked {
  readonly deployment: Deployment
  readonly now: Date
  /** What the config's capabilities add to the console, in the order of the menu. */
  readonly contributions: readonly Contribution[]
  readonly reader: Reader
  readonly session: Pick<SessionRecord, 'by' | 'role' | 'hash' | 'way' | 'at'>
  readonly guard: FormGuard
  /** Path of the page below the console, such as `/incidents`. */
  readonly path: string
  /** A part of the path, as the route names it, decoded. */
  readonly param: (name: string) => string
  /** The first value of a name in the query; nothing where it is missing or empty. */
  readonly query: (name: string) => string | undefined
  /** An address of the console for a link. Values of the query that are undefined are left out. */
  readonly at: (path: string, query?: Readonly<Record<string, string | undefined>>) => string
  /** The console's own address, for who is to reach it from elsewhere, without a slash at its end. */
  readonly home: string
}

/** Tells a night. It reads as few lists of the ledger as it can: a picture of all capabilities has twelve. */
export type TellNight = (asked: Asked, span: Span) => Promise<Night>

/** A page, without what stands around each. */
export interface Page {
  readonly title: string
  readonly body: Html
  /** What the page lies below, from the top: each a link before the title. */
  readonly above?: readonly { readonly path: string; readonly title: string }[]
  /** Seconds after which the script looks again. Default 60; 0: never. */
  readonly refreshSeconds?: number
  /** Whether it uses the whole width of a wide screen. Default false. */
  readonly isWide?: boolean
}

/** A file instead of a page, such as a report, a calendar or a picture. */
export interface Download {
  /** Media type with its character set, such as `text/markdown; charset=utf-8`. */
  readonly type: string
  readonly body: string | Uint8Array
  /** Seconds for which the browser of whoever asked may keep it. Default: not at all. */
  readonly keepSeconds?: number
  /** Under which name a browser keeps it. Default: it is shown. */
  readonly name?: string
}

/** Draws a page. @throws PageError for what there is not; UsageError with why it cannot be shown */
export type Show = (asked: Asked) => Promise<Page | Download>

/** What came of an action. */
export interface Done {
  /** What has happened, in the reader's language: shown on the page that follows. */
  readonly said: string
  /** Path of that page. */
  readonly next: string
  /**
   * Shown this once in place of that page: what is written down nowhere, such as a new address with its token. Who sends the form again
   * comes to `next`.
   */
  readonly onceOnly?: Page
}

/**
 * Does what a button asks for, by an action of `api/`. It is called once for each form that was sent, by somebody who may act.
 * @throws UsageError with why it may not be: nothing was changed
 */
export type Act = (asked: Asked, form: URLSearchParams) => Promise<Done>

/** Answers without a session, by what stands in its address, such as the token of a calendar feed. */
export type Feed = (asked: Omit<Asked, 'session' | 'guard'>) => Promise<Download>

export interface MenuEntry {
  readonly path: string
  readonly title: (language: Language) => string
  readonly icon: IconName
}

/** A route and what is loaded when somebody asks for it. `:name` stands for a part of the path. */
export interface Route<Answer> {
  readonly path: string
  readonly load: () => Promise<Answer>
}

/** What one capability adds to the console, which knows it by this alone. */
export interface Contribution {
  /** The capability's. */
  readonly name: string
  /** What stands above its lanes. Default: the title of its first entry of the menu. */
  readonly title?: (language: Language) => string
  /** Whether a config has it. Default: every config. */
  readonly isWanted?: (config: Config) => boolean
  /** Its entries of the menu, in order. */
  readonly menu?: readonly MenuEntry[]
  readonly views?: readonly Route<Show>[]
  /** What is sent by POST. */
  readonly actions?: readonly Route<Act>[]
  /** What is asked for without a session. */
  readonly feeds?: readonly Route<Feed>[]
  /** Its lanes in the picture of a night, what it has to say of it, and what needs a person. */
  readonly night?: () => Promise<TellNight>
}
