import type { Context } from 'hono'
import type { Deployment } from '../../../api/deployment.ts'
import type { SessionRecord } from '../../../shared/ledger/records.ts'
import type { Contribution } from '../contract/contribution.ts'
import type { Reader } from '../view/reader.ts'
import type { Place } from './origin.ts'
import type { Memory } from './remembering.ts'
import type { StaticFiles } from './static-files.ts'

/** What the console works with. Nothing in it depends on a request. */
export interface ConsoleWorld {
  readonly deployment: Deployment
  /** Those that the config has. */
  readonly contributions: readonly Contribution[]
  readonly files: StaticFiles
  /** What was read a moment ago. A press forgets it. */
  readonly recent: Memory
  /** Whether anybody may sign in: on the laptop, where nobody checks signatures. */
  readonly laptop: boolean
  /** Where the console is; left out: at the host of each request. */
  readonly place?: Place
}

/** What is known of each request. */
export interface Variables {
  readonly place: Place
  readonly reader: Reader
  /** Who asks; nothing where nobody is signed in. */
  readonly session: SessionRecord | undefined
  /** What the browser holds of the session. */
  readonly cookie: string | undefined
}

export interface ConsoleEnv {
  readonly Variables: { -readonly [Name in keyof Variables]: Variables[Name] }
  /** What Lambda hands over beside the request. */
  readonly Bindings: { readonly requestContext?: { readonly http?: { readonly sourceIp?: string } } }
}

export type ConsoleContext = Context<ConsoleEnv>

/** Address of whoever asks, to count attempts by; never written down. */
export const clientOf = (c: ConsoleContext): string => c.env?.requestContext?.http?.sourceIp ?? ''
