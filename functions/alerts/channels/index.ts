import type { SchemaKit } from '../../../shared/config/schema-kit.ts'
import type { Language } from '../../../shared/language.ts'
import { awsRefusal } from './aws-refusal.ts'
import type { Channel, ContactChannel, Refusal } from './channel.ts'
import { email } from './email.ts'
import { sms } from './sms.ts'
import { topic } from './topic.ts'
import { webhook } from './webhook.ts'

export type { Fault, Tools, Written } from './channel.ts'

/** The channels that a responder may have a contact for, by its key, in the order in which people are notified. A new one is a file here and a line below. */
export const contactChannels = {
  /** Number for text messages in E.164, or `ssm('/name')`. */
  sms,
  /** Address for email, or `ssm('/name')`. */
  email,
  /** A program, a chat or a push to a phone, at an address in a parameter. */
  webhook,
}

/** The channel that nobody's contact stands behind. */
export const lastResort = 'topic'

type Key = keyof typeof contactChannels
type Union<Part> = Part extends unknown ? (part: Part) => void : never
type Together<Part> = Union<Part> extends (part: infer All) => void ? All : never

/** The schemas of the contacts, by key of a responder. */
export type ContactSchemas = { [Each in Key]: ReturnType<(typeof contactChannels)[Each]['contact']> }

/** The schemas of the channels' own keys under `alerts`. */
export type SettingsSchemas = Together<ReturnType<(typeof contactChannels)[Key]['settings']>>

const listed: readonly (readonly [string, ContactChannel])[] = Object.entries(contactChannels)
const byName: Readonly<Record<string, Channel>> = { ...contactChannels, [lastResort]: topic }

/** All of them that have contacts, with their names. */
export const contactChannelsByName = listed

export const contactSchemas = (kit: SchemaKit): ContactSchemas =>
  Object.fromEntries(listed.map(([name, { contact }]) => [name, contact(kit)])) as unknown as ContactSchemas

export const settingsSchemas = (kit: SchemaKit): SettingsSchemas =>
  Object.assign({}, ...listed.map(([, { settings }]) => settings(kit)))

/** A channel by its name; nothing where there is none of that name any more. */
export const channelNamed = (name: string): Channel | undefined =>
  Object.hasOwn(byName, name) ? byName[name] : undefined

/** What people call a channel; its name where it is one of earlier. */
export const channelText = (name: string, language: Language): string => channelNamed(name)?.words[language] ?? name

/** The contacts that a responder has, each with its channel, in the order in which people are notified. */
export const contactsOf = (
  responder: object | undefined,
): readonly { readonly name: string; readonly channel: ContactChannel; readonly contact: unknown }[] =>
  listed.flatMap(([name, channel]) => {
    const contact: unknown =
      responder && Object.hasOwn(responder, name) ? (responder as Readonly<Record<string, unknown>>)[name] : undefined
    return contact === undefined ? [] : [{ name, channel, contact }]
  })

/** What an error means that a channel's `send` has thrown. */
export const refusalOf = (name: string, error: unknown): Refusal => (channelNamed(name)?.refusal ?? awsRefusal)(error)
