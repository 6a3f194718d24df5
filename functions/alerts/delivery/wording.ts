import type { Responder } from '../../../shared/config/alerts/schema.ts'
import { type IncidentRecord, keys, type TransitionRecord } from '../../../shared/ledger/records.ts'
import { named } from '../../../shared/on-call/targets.ts'
import type { Transition } from '../intake/index.ts'
import { compileSms, composeDigest, composeMessage, type Message, tagUnitsOf, worstFirst } from '../message/index.ts'
import { linkUrl, pagePath } from '../rules/link.ts'
import type { Page } from '../rules/notifications.ts'
import { type IncidentFile, readIncidentFile, type World } from '../world/world.ts'
import { pictureOf } from './picture.ts'

/** Earlier incidents of the same alarm that an email tells of. */
const historyLength = 5

const nobody = { language: 'en', zone: 'UTC' } as const satisfies Pick<Responder, 'language' | 'zone'>

const readerOf = ({ config }: World, to: string): Pick<Responder, 'language' | 'zone' | 'sms'> =>
  named(config.responders, to) ?? nobody

const linkOf = ({ linkBase }: World, token: string | undefined): string | undefined =>
  linkBase && token ? linkUrl(linkBase, pagePath(token)) : undefined

const tagUnits = ({ sms, zone }: Pick<Responder, 'zone' | 'sms'>): number =>
  tagUnitsOf(typeof sms === 'string' ? sms : undefined, zone)

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

/** What one person gets for one incident by one channel. What only an email has room for is read only for an email. */
export const pageOf = async ({ incident, notifications }: IncidentFile, page: Page, world: World): Promise<Message> => {
  const responder = readerOf(world, page.to)
  const common = {
    incident,
    purpose: page.purpose === 'recovery' ? ('recovery' as const) : ('page' as const),
    // Its number is that of a change of hands, not of a call.
    step: page.purpose === 'hand-over' ? 1 : page.step,
    responder,
    now: world.now,
    home: world.home,
    link: linkOf(world, page.link),
    tagUnits: tagUnits(responder),
  }
  if (page.channel !== 'email') return composeMessage(common)
  const [history, picture] = await Promise.all([
    historyOf(incident, world),
    pictureOf(incident.basis.event as Transition, responder.zone, world),
  ])
  const told = notifications.filter(({ purpose, outcome }) => purpose === 'page' && outcome === 'accepted')
  return composeMessage({ ...common, told, history, logGroup: logGroupOf(incident, world), picture })
}

/**
 * What one person gets by one channel for all that has waited. What waited alone has the message that it would have had.
 * @param all token of the one link to everything that is not over, where that is more than one incident
 */
export const digestOf = async (
  to: string,
  waiting: readonly { readonly page: Page; readonly incident: IncidentRecord }[],
  all: string | undefined,
  world: World,
): Promise<Message> => {
  const responder = readerOf(world, to)
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
  const first = worstFirst(incidents)[0]
  const link = linkOf(world, all) ?? (first && links.get(first.id))
  const lasting = incidents.filter(({ closedAt }) => closedAt === undefined).length
  const acknowledges = linkOf(world, all) === undefined ? undefined : lasting
  return composeDigest({
    acknowledges,
    incidents,
    responder,
    now: world.now,
    home: world.home,
    link,
    links,
    tagUnits: tagUnits(responder),
  })
}

const timeIn = (at: Date, { language, zone }: Pick<Responder, 'language' | 'zone'>): string =>
  new Intl.DateTimeFormat(language === 'ko' ? 'ko-KR' : 'en-GB', {
    timeZone: zone,
    dateStyle: 'medium',
    timeStyle: 'short',
  }).format(at)

/** The notice that a turn has begun. */
export const shiftStart = (to: string, rotation: string, until: Date, world: World): Message => {
  const responder = readerOf(world, to)
  const end = timeIn(until, responder)
  const [head, till, text] =
    responder.language === 'ko'
      ? ['지금부터 당번', `${end}까지`, `지금부터 ${rotation} 당번입니다. ${end}까지.`]
      : ['On call now', `until ${end}`, `You are on call now (${rotation}), until ${end}.`]
  const { text: sms } = compileSms([{ head, name: rotation, details: [till] }], { tagUnits: tagUnits(responder) })
  return { sms, subject: text, text }
}
