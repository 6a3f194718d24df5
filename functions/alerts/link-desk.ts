import { keys, type LinkRecord } from '../../shared/ledger/records.ts'
import { named } from '../../shared/on-call/targets.ts'
import { type Desk, type File, readFile } from './desk.ts'
import { beat } from './heartbeat.ts'
import { eventReason, happeningOf } from './incident.ts'
import type { LinkDesk, PageView } from './page/view.ts'
import { act } from './progress.ts'

const viewOf = ({ incident, notifications }: File, to: string, { config, now }: Desk): PageView => {
  const responder = named(config.responders, to)
  const { description } = incident.basis.event as { readonly description?: string }
  return {
    to,
    language: responder?.language ?? 'en',
    zone: responder?.zone ?? 'UTC',
    incident: {
      ...incident,
      // Who looks afterwards wants to know what it was, and not that it is over, which the page says anyway.
      reason: incident.state === 'resolved' ? eventReason(incident) : incident.reason,
      ...(description ? { description } : {}),
    },
    told: notifications
      .filter(({ purpose }) => purpose === 'page')
      .map(({ to: person, channel, at, outcome, step }) => ({ to: person, channel, at, outcome, step })),
    now,
  }
}

/** What stands behind the acknowledgement page and the heartbeats' addresses. */
export const linkDesk = (deskAt: (now: Date) => Desk): LinkDesk => {
  const owner = async (token: string, desk: Desk): Promise<LinkRecord | undefined> => {
    const link = await desk.ledger.get<LinkRecord>(keys.link(token))
    // Who is no longer in the config has no say any more.
    return link && link.validUntil > desk.now.toISOString() && named(desk.config.responders, link.to) ? link : undefined
  }
  return {
    view: async (token, now) => {
      const desk = deskAt(now)
      const link = await owner(token, desk)
      const file = link && (await readFile(desk, link.incident))
      return file && viewOf(file, link.to, desk)
    },
    act: async (token, action, now, steps) => {
      const desk = deskAt(now)
      const link = await owner(token, desk)
      if (!link) return undefined
      const incident = await act(link.incident, happeningOf(action, link.to, steps), desk)
      return incident && { to: link.to, incident }
    },
    beat: (token, now) => beat(token, deskAt(now)),
  }
}
