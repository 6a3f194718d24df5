import { errorName, errorText } from '../../../shared/errors.ts'
import { log, redact } from '../../../shared/log.ts'
import { metrics } from '../../../shared/metrics.ts'
import { type Route, routeOf } from '../rules/link.ts'
import { type Answer, pageAnswer, problemAnswer, redirectAnswer, textAnswer } from './answer.ts'
import { serveReport } from './report.ts'
import { type Form, type LinkRequest, parseForm } from './request.ts'
import { type Acted, actionsFor, type LinkActions, type PageView } from './view.ts'

/** Bytes of a form; ours has fewer than 50. */
const longestBody = 2_048

const formType = 'application/x-www-form-urlencoded'

const isRead = (method: string): boolean => method === 'GET' || method === 'HEAD'

/**
 * Answers one request and never throws. Everything that can be refused without the ledger is, in the same way for every
 * token, so that an answer tells nothing about a token that is not one's own.
 */
export const serve = async (request: LinkRequest, world: LinkActions, now: Date): Promise<Answer> => {
  const route = routeOf(request.path)
  const answer = route ? await serveRoute(route, request, world, now) : notFound()
  return request.method === 'HEAD' ? { ...answer, body: '' } : answer
}

const serveRoute = async (route: Route, request: LinkRequest, world: LinkActions, now: Date): Promise<Answer> => {
  try {
    if (route.to === 'report') return (await serveReport(route.token, request, world, now)) ?? notFound()
    if (!isRead(request.method) && request.method !== 'POST') return problemAnswer(405, { allow: 'GET, HEAD, POST' })
    if (route.to === 'beat') return await checkIn(route.token, world, now)
    return await (isRead(request.method)
      ? show(route.token, request, world, now)
      : act(route.token, request, world, now))
  } catch (error) {
    report(error, route.token, route.to)
    return problemAnswer(503, { 'retry-after': '5' })
  }
}

const report = (error: unknown, token: string, at: string): void => {
  metrics.add('LinksFailed', 1)
  log.error('link failed', { at, error: errorName(error), detail: redact(errorText(error)).replaceAll(token, '…') })
}

// One and the same answer, so that a link that is over, another's or made up cannot be told apart.
const notFound = (): Answer => {
  metrics.add('LinksRefused', 1)
  return problemAnswer(404)
}

const idsOf = ({ to, incident }: Acted) => ({ incident: incident.id, responder: to, state: incident.state })

/** A body is neither wanted nor refused: a check-in that is turned away for it would call somebody out of bed. */
const checkIn = async (token: string, world: LinkActions, now: Date): Promise<Answer> =>
  (await world.beat(token, now)) ? textAnswer('ok\n') : notFound()

const show = async (token: string, { query }: LinkRequest, world: LinkActions, now: Date): Promise<Answer> => {
  const view = await world.view(token, now)
  if (!view) return notFound()
  log.info('page shown', idsOf(view))
  // Neither a form nor a heartbeat shows anything.
  const { renderPage } = await import('./render.ts')
  return pageAnswer(renderPage(view, query.get('done') === 'escalate' ? 'escalate' : undefined))
}

const act = async (token: string, request: LinkRequest, world: LinkActions, now: Date): Promise<Answer> => {
  if (request.bodyBytes > longestBody) return problemAnswer(413)
  if (request.contentType !== formType) return problemAnswer(415)
  const form = parseForm(request.body)
  if (!form) return problemAnswer(400)
  const acted = await actOrLook(token, form, world, now)
  if (!acted) return notFound()
  log.info('acted by link', { action: form.action, ...idsOf(acted) })
  // Relative, because there may be a path of somebody else's before ours.
  return redirectAnswer(`./${token}${form.action === 'escalate' ? '?done=escalate' : ''}`)
}

const hasHappened = ({ action, steps }: Form, view: PageView): boolean =>
  action === 'escalate'
    ? steps !== undefined && view.incident.steps !== undefined && view.incident.steps > steps
    : !actionsFor(view).includes(action)

/** A write of which the answer was lost may have happened all the same: what counts is how it stands. */
const actOrLook = async (token: string, form: Form, world: LinkActions, now: Date): Promise<Acted | undefined> => {
  try {
    return await world.act(token, form.action, now, form.steps)
  } catch (error) {
    const view = await world.view(token, now)
    if (!view || !hasHappened(form, view)) throw error
    report(error, token, form.action)
    return view
  }
}
