import type * as Zod from 'zod'
import type { ClientOf } from '../../../shared/client-pool.ts'
import type { SchemaKit } from '../../../shared/config/schema-kit.ts'
import type { SsmValue } from '../../../shared/config/values.ts'
import type { Language } from '../../../shared/language.ts'
import type { Statement } from '../../../shared/statement.ts'
import type { Message } from '../message/message.ts'
import type { Rate } from './rate.ts'

/** What a channel sends with. */
export interface Tools {
  readonly client: ClientOf
  /** A contact as it is, or read from its parameter. @throws PermanentError `no-contact` where there is none */
  readonly contact: (contact: string | SsmValue | undefined, whose: string) => Promise<string>
  /** ARN of the topic that notifies people directly. */
  readonly fallbackTopic: string
  readonly now: () => Date
  readonly pause: (ms: number) => Promise<void>
  /** Whether this is the laptop, where services are on the machine itself. */
  readonly onLaptop: boolean
}

/** What a channel can carry. */
export interface Carries {
  /** Whether it has room for the whole letter: earlier incidents, who was notified, links to the console. These are read for it alone. */
  readonly letter: boolean
  /** Whether it shows a picture. */
  readonly picture: boolean
  /** Whether people get the news by it that something is over. */
  readonly recovery: boolean
  /** UTF-16 units that whoever delivers a short text writes in front of it. Default none. */
  readonly tagUnits?: (contact: unknown, zone: string) => number
}

/**
 * What an error of a channel means. `failed`: this contact is out of reach for good. `misconfigured`: so is everybody by this
 * channel, until somebody puts our side right. `transient`: a later try can go through.
 */
export interface Refusal {
  readonly kind: 'failed' | 'misconfigured' | 'transient'
  /** For the ledger and the log: no number, no address, no words of the service that could quote one. */
  readonly detail: string
  /** Whether it is certain that the message has not gone out. */
  readonly answered: boolean
}

/** A fault of the config, which `problem` of shared/config/explain.ts words. */
export interface Fault {
  readonly path: readonly PropertyKey[]
  readonly value: unknown
  readonly expected: string
}

/** Something about the config that is worth a warning when it is deployed. */
export interface Warning {
  readonly id: string
  readonly text: string
}

/** The config of alerts as it was written: any part may be missing or of another type. */
export interface Written {
  readonly alerts: unknown
  /** Names of the responders who have this contact. */
  readonly people: readonly string[]
}

/** A responder, as far as a channel looks at one. */
export interface Person {
  readonly name: string
  readonly zone: string
  readonly contact: unknown
}

export interface Arns {
  /** Of a resource such as `identity/*` of a service such as `ses`, in the deployment's partition and account, and its region where no other is given. */
  readonly of: (service: string, resource: string, region?: string) => string
  readonly fallbackTopic: string
}

/** The month's money of a channel. */
export interface Spending<Settings> {
  /** US dollars; nothing where the config sets no limit. */
  readonly budget: (settings: Settings) => number | undefined
  /** US dollars spent since the month began, in UTC. @throws the SDK's error */
  readonly read: (settings: Settings, tools: Pick<Tools, 'client' | 'now'>) => Promise<number | undefined>
}

interface Common<Settings> {
  /** What people call it: in messages, on the page, in the tour. */
  readonly words: Readonly<Record<Language, string>>
  readonly carries: Carries
  /** Whether it wakes people, or costs money: what is only for information then comes by the others. */
  readonly interrupts: boolean
  /** How many messages may go to one person. */
  readonly rate: Rate
  /** After how many calls a message that could not be sent counts as failed. Default: never, because AWS comes back. */
  readonly calls?: number
  /** What an error of `send` means. */
  readonly refusal: (error: unknown) => Refusal
  /** What must be allowed to send. Parameters that contacts and settings stand in are allowed beside. */
  readonly statements: (settings: Settings, arns: Arns) => readonly Statement[]
  /** The message as its reader sees it, for the tour. */
  readonly preview: (message: Message) => string
}

type Shape = Readonly<Record<string, Zod.ZodType>>
type Output<Settings extends Shape> = { readonly [Key in keyof Settings]: Zod.output<Settings[Key]> }

interface Order<Contact, Settings> {
  /** The responder's short name. */
  readonly to: string
  readonly contact: Contact | undefined
  readonly settings: Settings
  readonly message: Message
  readonly tools: Tools
  /** For the request that sends: it is given up when another call may send the message. */
  readonly options?: { readonly abortSignal: AbortSignal }
}

/** SES for mailboxes, SNS for telephones. */
export type Carrier = 'ses' | 'sns'

interface ContactDefinition<Contact extends Zod.ZodType, Settings extends Shape> extends Common<Output<Settings>> {
  /** The contact with its article, such as `an sms`: the key of a responder in the config. */
  readonly article: string
  readonly contact: (kit: SchemaKit) => Contact
  /** Keys of the config under `alerts`. */
  readonly settings: (kit: SchemaKit) => Settings
  /** Settings that another part of the config decides where they are left out. */
  readonly defaults?: (settings: Output<Settings>, region: string) => Partial<Output<Settings>>
  /** Faults that no single value shows. */
  readonly problems?: (written: Written) => readonly Fault[]
  /** Faults that a region makes. */
  readonly regionProblems?: (written: Written, region: string) => readonly Fault[]
  readonly warnings?: (
    people: readonly Person[],
    alerts: { readonly linkBase?: string | undefined },
  ) => readonly Warning[]
  /** How SNS reaches a contact by itself, as the fallback does: its protocol, and why it does not in a region; or why it never does. */
  readonly direct: { readonly protocol: string; readonly whyNot?: (region: string) => string | undefined } | string
  /** The service of AWS that carries it, of which the account has settings that no template makes: identities, sandboxes, limits. */
  readonly carrier?: Carrier
  readonly spending?: Spending<Output<Settings>>
  /** @returns the service's id of the message, where it gives one */
  readonly send: (order: Order<Zod.output<Contact>, Output<Settings>>) => Promise<string | undefined>
}

/** A channel as the engine knows it: it looks into no contact and no setting. */
export interface Channel extends Common<never> {
  readonly send: (order: Order<never, never>) => Promise<string | undefined>
  readonly spending?: Spending<never> | undefined
}

/** A channel to a contact of a responder, which the config has a key for. */
export interface ContactChannel<Contact extends Zod.ZodType = Zod.ZodType, Settings extends Shape = Shape>
  extends Channel,
    Pick<
      ContactDefinition<Contact, Settings>,
      'article' | 'contact' | 'settings' | 'problems' | 'regionProblems' | 'warnings' | 'direct' | 'carrier'
    > {
  readonly defaults?: ((settings: never, region: string) => object) | undefined
}

/** A channel that a responder has a contact for. */
export const contactChannel = <Contact extends Zod.ZodType, const Settings extends Shape>(
  definition: ContactDefinition<Contact, Settings>,
): ContactChannel<Contact, Settings> => definition

/** A channel that needs nobody's contact. */
export const ownChannel = (
  definition: Common<unknown> & { readonly send: (order: Order<unknown, unknown>) => Promise<string | undefined> },
): Channel => definition
