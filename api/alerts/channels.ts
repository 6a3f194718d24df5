import { channelNamed, channelText, contactChannels, contactsOf } from '../../functions/alerts/channels/index.ts'
import { composeMessage } from '../../functions/alerts/message/index.ts'
import { digestWord } from '../../functions/alerts/rules/notifications.ts'
import type { AlertsConfig } from '../../shared/config/alerts/schema.ts'
import { type IncidentRecord, keys, type NotificationRecord } from '../../shared/ledger/records.ts'
import { named } from '../../shared/on-call/targets.ts'
import type { Deployment } from '../deployment.ts'
import type { MessageRow } from './incidents.ts'

/** One way in which a person is reached. */
export interface Way {
  readonly channel: string
  /** The contact as the config has it. */
  readonly contact: unknown
  /** Whether it wakes people. */
  readonly interrupts: boolean
}

/** Names of the channels that a person may have a contact for. */
export const channelNames: readonly string[] = Object.keys(contactChannels)

/** How a person is reached, in the order of the channels. */
export const waysTo = ({ responders }: Pick<AlertsConfig, 'responders'>, to: string): Way[] =>
  contactsOf(named(responders, to)).map(({ name, contact, channel }) => ({
    channel: name,
    contact,
    interrupts: channel.interrupts,
  }))

/** What people call a channel. */
export const channelWords = (channel: string): string => channelText(channel, 'en')

/** How many messages wait for a person's next one by a channel. */
export const countWaiting = async (
  { ledger }: Pick<Deployment, 'ledger'>,
  to: string,
  channel: string,
): Promise<number> => (await ledger().open<NotificationRecord>(digestWord(to, channel))).length

/** A message of an incident as its reader sees it by its channel, in a line or a few; nothing where the incident is unknown. */
export const previewMessage = async (
  { ledger, config, now }: Pick<Deployment, 'ledger' | 'config' | 'now'>,
  incidentId: string,
  { to, channel, purpose, step }: Pick<MessageRow, 'to' | 'channel' | 'purpose' | 'step'>,
): Promise<string | undefined> => {
  const incident = await ledger().get<IncidentRecord>(keys.incident(incidentId))
  if (!incident) return undefined
  const { language, zone } = named(config.alerts.responders, to) ?? ({ language: 'en', zone: 'UTC' } as const)
  const message = composeMessage({
    incident,
    purpose: purpose === 'recovery' ? purpose : 'page',
    step: purpose === 'hand-over' ? 1 : step,
    responder: { language, zone },
    now: now(),
  })
  return channelNamed(channel)?.preview(message)
}
