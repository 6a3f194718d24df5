import { inParallel } from '../../../shared/in-parallel.ts'
import { keys, type LinkRecord } from '../../../shared/ledger/records.ts'
import { policyOf } from '../../../shared/on-call/policy.ts'
import { named } from '../../../shared/on-call/targets.ts'
import { once } from '../../../shared/once.ts'
import type { IncidentView, LinkActions, ListedView, PageView } from '../page/view.ts'
import { eventReason, happeningOf, isOver } from '../rules/incident.ts'
import { pagePath } from '../rules/link.ts'
import type { LinkWorld } from '../world/link-world.ts'
import { type IncidentFile, readIncidentFile } from '../world/world.ts'
import { beat } from './beat.ts'

/** How many incidents of one link are read, or acted on, at once. */
const atOnce = 8

const incidentView = ({ incident }: IncidentFile, { config }: Pick<LinkWorld, 'config'>): IncidentView => {
  // Records of older releases have it in what they were decided from.
  const { description = (incident.basis.event as { readonly description?: string }).description } = incident
  return {
    ...incident,
    // Who looks afterwards wants to know what it was, and not that it is over, which the page says anyway.
    reason: incident.state === 'resolved' ? eventReason(incident) : incident.reason,
    needed: policyOf(config, incident.policy).acknowledgements,
    ...(description ? { description } : {}),
  }
}

/** The way from a page of several to a person's own page of one. */
const listedView = (file: IncidentFile, to: string, world: Pick<LinkWorld, 'config'>): ListedView => {
  const link = isOver(file.incident)
    ? undefined
    : file.notifications.findLast((page) => page.to === to && page.link)?.link
  return { ...incidentView(file, world), ...(link ? { path: `.${pagePath(link)}` } : {}) }
}

const viewOf = (
  [first, ...others]: readonly [IncidentFile, ...IncidentFile[]],
  to: string,
  world: LinkWorld,
): PageView => {
  const { config, now } = world
  const responder = named(config.responders, to)
  return {
    to,
    language: responder?.language ?? 'en',
    zone: responder?.zone ?? 'UTC',
    incident: incidentView(first, world),
    ...(others.length > 0 ? { list: [first, ...others].map((file) => listedView(file, to, world)) } : {}),
    told: first.notifications
      .filter(({ purpose }) => purpose === 'page')
      .map(({ to: person, channel, at, outcome, step }) => ({ to: person, channel, at, outcome, step })),
    now,
  }
}

/** The incidents of a link, the worst first as it was when the link was made. */
const incidentsOf = ({ incident, incidents }: LinkRecord): readonly string[] => incidents ?? [incident]

const isThere = <Value>(value: Value | undefined): value is Value => value !== undefined

/** Loaded when somebody acts: a page that is only looked at, and a heartbeat, change nothing. */
export const changes = once(() => import('./change.ts'))

/** What stands behind the acknowledgement page and the heartbeats' addresses. */
export const linkActions = (deskAt: (now: Date) => LinkWorld): LinkActions => {
  const owner = async (token: string, world: LinkWorld): Promise<LinkRecord | undefined> => {
    const link = await world.ledger.get<LinkRecord>(keys.link(token))
    // Who is no longer in the config has no say any more.
    return link && link.validUntil > world.now.toISOString() && named(world.config.responders, link.to)
      ? link
      : undefined
  }
  return {
    view: async (token, now) => {
      const world = deskAt(now)
      const link = await owner(token, world)
      if (!link) return undefined
      const files = await inParallel(incidentsOf(link), atOnce, (id) => readIncidentFile(world, id))
      const [first, ...others] = files.filter(isThere)
      return first && viewOf([first, ...others], link.to, world)
    },
    act: async (token, action, now, steps) => {
      const world = deskAt(now)
      const [link, { actByLink }] = await Promise.all([owner(token, world), changes()])
      if (!link) return undefined
      const ids = incidentsOf(link)
      // Several have steps of their own: they are not escalated together.
      if (ids.length > 1 && action === 'escalate') return undefined
      const happening = happeningOf(action, link.to, steps)
      let failure: unknown
      // One that cannot be written keeps none of the others from it.
      const results = await inParallel(ids, atOnce, (id) =>
        actByLink(id, happening, world).catch((error: unknown) => {
          failure = error
          return undefined
        }),
      )
      if (failure !== undefined) throw failure
      const [first, ...others] = results.filter(isThere)
      return first && { to: link.to, incident: first, ...(others.length > 0 ? { list: [first, ...others] } : {}) }
    },
    beat: (token, now) => beat(token, deskAt(now)),
    // A page and a heartbeat need none of it.
    report: async (token, request, now) => (await import('./report-in.ts')).reportIn(token, request, deskAt(now)),
  }
}
