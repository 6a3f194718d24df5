import { createHash } from 'node:crypto'
import type { Responder } from '../../../shared/config/alerts/schema.ts'
import {
  type IncidentRecord,
  keys,
  type NotificationRecord,
  type TransitionRecord,
} from '../../../shared/ledger/records.ts'
import { named } from '../../../shared/on-call/targets.ts'
import { turn } from '../../../shared/turn.ts'
import { channelNamed, contactsOf } from '../channels/index.ts'
import type { Transition } from '../intake/index.ts'
import {
  composeDigest,
  composeMessage,
  composeShift,
  type Message,
  type ShiftProps,
  worstFirst,
} from '../message/index.ts'
import { linkUrl, pagePath } from '../rules/link.ts'
import type { Page } from '../rules/notifications.ts'
import { type IncidentFile, readIncidentFile, type World } from '../world/world.ts'
import { pictureOf } from './picture.ts'

/** Earlier incidents of the same alarm that an email tells of. */
const historyLength = 5

const nobody = { language: 'en', zone: 'UTC' } as const satisfies Pick<Responder, 'language' | 'zone'>

type Mailbox = Pick<NotificationRecord, 'to' | 'channel'>

const readerOf = ({ config }: World, to: string): Pick<Responder, 'language' | 'zone'> =>
  named(config.responders, to) ?? nobody

const linkOf = ({ linkBase }: World, token: string | undefined): string | undefined =>
  linkBase && token ? linkUrl(linkBase, pagePath(token)) : undefined

/** What the carrier of a channel writes in front of a short text to somebody. */
const tagUnits = ({ config }: World, { to, channel }: Mailbox): number => {
  const responder = named(config.responders, to) ?? nobody
  const found = contactsOf(responder).find(({ name }) => name === channel)
  return found?.channel.carries.tagUnits?.(found.contact, responder.zone) ?? 0
}

/** Stays the same, however often the messages are tried. */
const idOf = (pages: readonly Page[]): string =>
  createHash('sha256')
    .update(JSON.stringify(pages.map(({ pk, sk }) => `${pk} ${sk}`).toSorted()))
    .digest('hex')
    .slice(0, 32)

const historyOf = async ({ alarmKey, id }: IncidentRecord, { ledger }: World): Promise<IncidentRecord[]> => {
  const records = await ledger.lastChildren<TransitionRecord>(keys.alarm(alarmKey).pk, 4 * historyLength)
  const ids = records.flatMap(({ outcome, incident }) =>
    outcome === 'opened' && incident && incident !== id ? [incident] : [],
  )
  const found = await Promise.all(
    ids.slice(0, historyLength).map((each) => ledger.get<IncidentRecord>(keys.incident(each))),
  )
  return found.filter((incident) => incident !== undefined)
}

/** The log group that an alarm of the config searches. */
const logGroupOf = ({ alarm }: IncidentRecord, { config }: World): string | undefined => {
  const names = Object.keys(config.alarms).filter((name) => alarm.endsWith(`-${name}`))
  // `shop-web-errors` is the alarm `web-errors`, though `errors` fits too.
  const [longest = ''] = names.toSorted((one, other) => other.length - one.length)
  const found = named(config.alarms, longest)
  return found && 'logGroup' in found ? found.logGroup : undefined
}

/** What one person gets for one incident by one channel. What only a letter has room for is read only for a channel that carries one. */
export const pageOf = async ({ incident, notifications }: IncidentFile, page: Page, world: World): Promise<Message> => {
  const responder = readerOf(world, page.to)
  const common = {
    incident,
    purpose: page.purpose,
    // Of a hand-over it is the number of a change of hands, not of a call.
    step: page.purpose === 'hand-over' ? 1 : page.step,
    responder,
    now: world.now,
    home: world.home,
    link: linkOf(world, page.link),
    tagUnits: tagUnits(world, page),
  }
  const id = idOf([page])
  const carries = channelNamed(page.channel)?.carries
  // What is short is sent first: whoever is woken by it does not wait for what a letter reads.
  if (carries?.letter || carries?.picture) await turn()
  const picturing = carries?.picture ? pictureOf(incident.basis.event as Transition, responder.zone, world) : undefined
  if (!carries?.letter) return { ...composeMessage({ ...common, picture: await picturing }), id }
  const [history, picture] = await Promise.all([historyOf(incident, world), picturing])
  const told = notifications.filter(({ purpose, outcome }) => purpose === 'page' && outcome === 'accepted')
  return { ...composeMessage({ ...common, told, history, logGroup: logGroupOf(incident, world), picture }), id }
}

/**
 * What one person gets by one channel for all that has waited. What waited alone has the message that it would have had.
 * @param all token of the one link to everything that is not over, where that is more than one incident
 */
export const digestOf = async (
  mailbox: Mailbox,
  waiting: readonly { readonly page: Page; readonly incident: IncidentRecord }[],
  all: string | undefined,
  world: World,
): Promise<Message> => {
  const responder = readerOf(world, mailbox.to)
  const incidents = [...new Map(waiting.map(({ incident }) => [incident.id, incident])).values()]
  const last = waiting.at(-1)
  if (incidents.length === 1 && last) {
    const file = await readIncidentFile(world, last.incident.id)
    if (file) return pageOf(file, last.page, world)
  }
  const links = new Map(
    waiting.flatMap(({ page }) => {
      const link = linkOf(world, page.link)
      return link ? [[page.incident, link] as const] : []
    }),
  )
  const counted = new Set(waiting.flatMap(({ page }) => (page.shadow ? [] : [page.incident])))
  const lasting = incidents.filter(({ id, closedAt }) => closedAt === undefined && counted.has(id))
  // Whoever shadows the worst has a link to what they are called for.
  const first = worstFirst(lasting)[0] ?? worstFirst(incidents)[0]
  const link = linkOf(world, all) ?? (first && links.get(first.id))
  const acknowledges = linkOf(world, all) === undefined ? undefined : lasting.length
  const message = composeDigest({
    acknowledges,
    incidents,
    responder,
    now: world.now,
    home: world.home,
    link,
    links,
    tagUnits: tagUnits(world, mailbox),
  })
  return { ...message, id: idOf(waiting.map(({ page }) => page)) }
}

/** The notice that a turn has begun. @param token of the link to all that is open */
export const shiftStart = (
  mailbox: Mailbox,
  turn: Pick<ShiftProps, 'rotations' | 'from' | 'until' | 'incidents'>,
  token: string | undefined,
  world: World,
): Message => {
  const responder = readerOf(world, mailbox.to)
  return composeShift({
    ...turn,
    responder,
    now: world.now,
    link: linkOf(world, token),
    tagUnits: tagUnits(world, mailbox),
  })
}
