import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { SendMessageCommand } from '@aws-sdk/client-sqs'
import { GetParameterCommand } from '@aws-sdk/client-ssm'
import type { AlertsConfig } from '../../../shared/config/alerts/schema.ts'
import { PermanentError } from '../../../shared/errors.ts'
import type { NotificationRecord } from '../../../shared/ledger/records.ts'
import { named } from '../../../shared/on-call/targets.ts'
import { delayUntil } from '../../../shared/queue-delay.ts'
import { channelNamed, contactChannelsByName, contactsOf, type Tools } from '../channels/index.ts'
import type { Metric, Transition } from '../intake/index.ts'
import type { Message } from '../message/index.ts'
import type { Point } from '../plot/point.ts'
import { pointsIn, seriesQuery } from '../plot/series.ts'
import type { Wake } from '../rules/timers.ts'
import type { AlarmReader } from './alarm-reader.ts'
import { type AlertClients, makeClients } from './clients.ts'
import { type TagRules, tagReader } from './tags.ts'

/**
 * Sends one message to one responder by one channel, and gives the service's message id.
 * @param until when to give up: from then on another call may send it. Default: never
 */
export type Send = (to: Pick<NotificationRecord, 'to' | 'channel'>, message: Message, until?: Date) => Promise<string>

/** What this capability needs of the world, beside its ledger. */
export interface Effects {
  readonly send: Send
  /** Has a timer brought up at its time, where the queue holds back for so long; else the sweep finds it. */
  readonly wake: (wake: Wake, now: Date) => Promise<void>
  /** Tags of an alarm; none where no rule of those given asks for them, or AWS does not say. */
  readonly tagsOf: (transition: Transition, rules: TagRules) => Promise<Readonly<Record<string, string>>>
  /** The channels of which the month's money is spent. */
  readonly spent: () => Promise<ReadonlySet<string>>
  /** The values of a metric in a time, oldest first. @throws the SDK's error where CloudWatch does not say */
  readonly pointsOf: (metric: Metric, from: Date, until: Date) => Promise<readonly Point[]>
  /** What CloudWatch says of its alarms; nothing where nobody holds it against the ledger, as in a rehearsal. */
  readonly alarms?: AlarmReader | undefined
  /** Where acknowledgement pages are, without a slash at the end; nothing where there are none. */
  readonly linkBase: string | undefined
}

/** Minutes for which a contact read from SSM, and the money spent, are kept. */
const keptMinutes = 5

const kept = <Value>(read: (key: string) => Promise<Value>) => {
  const known = new Map<string, { readonly value: Value; readonly until: number }>()
  return async (key: string): Promise<Value> => {
    const old = known.get(key)
    if (old && old.until > Date.now()) return old.value
    const value = await read(key)
    known.set(key, { value, until: Date.now() + keptMinutes * 60_000 })
    return value
  }
}

const contactReader = (clients: Pick<AlertClients, 'ssm'>): Tools['contact'] => {
  const parameter = kept(async (Name) =>
    (await clients.ssm.send(new GetParameterCommand({ Name, WithDecryption: true }))).Parameter?.Value?.trim(),
  )
  return async (contact, whose) => {
    const value = typeof contact === 'object' ? await parameter(contact.ssm) : contact
    if (!value) throw new PermanentError('no-contact', `No contact is configured: ${whose}`)
    return value
  }
}

/** What a deployed channel sends with. @param fallbackTopic ARN of the topic that tells people directly */
export const toolsOf = (fallbackTopic: string, clients: Pick<AlertClients, 'ssm' | 'client'>): Tools => ({
  client: clients.client,
  contact: contactReader(clients),
  fallbackTopic,
  now: () => new Date(),
  pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  onLaptop: process.env.AWS_ENDPOINT_URL !== undefined,
})

/**
 * Sends by the channels.
 * @throws PermanentError `no-contact`, `no-channel` for one that is gone; else what the channel throws: `refusalOf` reads it
 */
export const sendWith =
  (config: Pick<AlertsConfig, 'responders'> & Partial<AlertsConfig>, tools: Tools): Send =>
  async ({ to, channel: name }, message, until) => {
    const channel = channelNamed(name)
    if (!channel) throw new PermanentError('no-channel', `There is no channel ${name}`)
    const contact = contactsOf(named(config.responders, to)).find((each) => each.name === name)?.contact
    // The channel's own file says what its contact and its settings are; that they belong together is lost among all channels.
    const options = until && { abortSignal: AbortSignal.timeout(Math.max(0, until.getTime() - Date.now())) }
    const order = {
      to,
      contact: contact as never,
      settings: config as never,
      message,
      tools,
      ...(options ? { options } : {}),
    }
    return (await channel.send(order)) ?? 'accepted'
  }

/** The channels of which the month's money is spent. Where AWS does not say what is spent, messages are sent all the same. */
const spentReader = (config: AlertsConfig, tools: Tools): Effects['spent'] => {
  const limited = contactChannelsByName.flatMap(([name, { spending }]) => {
    const budget = spending?.budget(config as never)
    return spending && budget !== undefined ? [{ name, spending, budget }] : []
  })
  const read = kept(async (name) => limited.find((each) => each.name === name)?.spending.read(config as never, tools))
  return async () => {
    const spent = await Promise.all(
      limited.map(async ({ name, budget }) => ((await read(name).catch(() => 0)) ?? 0) >= budget),
    )
    return new Set(limited.filter((_, index) => spent[index]).map(({ name }) => name))
  }
}

const pointReader =
  (clients: Pick<AlertClients, 'cloudWatch'>): Effects['pointsOf'] =>
  async (metric, from, until) =>
    pointsIn(await clients.cloudWatch.send(new GetMetricDataCommand(seriesQuery(metric, { from, until }))))

/**
 * The world as AWS has it.
 * @param places what the deployment knows: the fallback topic, the queue of timers, where pages are
 */
export const awsEffects = (
  config: AlertsConfig,
  places: { readonly fallbackTopic: string; readonly timersQueue: string; readonly linkBase: string | undefined },
  clients: AlertClients = makeClients(),
): Effects => {
  const tools = toolsOf(places.fallbackTopic, clients)
  return {
    send: sendWith(config, tools),
    wake: async (wake, now) => {
      const DelaySeconds = delayUntil(wake.at, now)
      if (DelaySeconds === undefined) return
      const MessageBody = JSON.stringify(wake)
      await clients.sqs.send(new SendMessageCommand({ QueueUrl: places.timersQueue, MessageBody, DelaySeconds }))
    },
    tagsOf: tagReader(() => clients.cloudWatch),
    spent: spentReader(config, tools),
    pointsOf: pointReader(clients),
    linkBase: places.linkBase,
  }
}
