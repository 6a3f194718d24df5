import type { IncidentView, LinkActions, PageView, ToldView } from '../../../functions/alerts/page/view.ts'

export const now = new Date('2026-11-28T17:43:12Z')
export const token = 'AbCdEfGhIjKlMn-_'

const told: readonly ToldView[] = [
  { to: 'mina', channel: 'sms', at: '2026-11-28T17:30:05Z', outcome: 'accepted', step: 1 },
  { to: 'joon', channel: 'email', at: '2026-11-28T17:40:06Z', outcome: 'failed', step: 2 },
]

/** A view as joon, who speaks Korean or English and lives in Seoul, gets it. */
export const makeView = (
  incident: Partial<IncidentView> = {},
  view: Partial<Omit<PageView, 'incident'>> = {},
): PageView => ({
  to: 'joon',
  language: 'en',
  zone: 'Asia/Seoul',
  told,
  now,
  ...view,
  incident: {
    id: 'checkout-errors-1',
    title: 'checkout-errors',
    severity: 'critical',
    state: 'open',
    openedAt: '2026-11-28T17:30:04Z',
    reason: '17 errors in a minute',
    description: 'Look at the last deployment first.',
    ...incident,
  },
})

/** A desk that knows one link and one heartbeat, and writes down what it is asked. */
export const makeDesk = (view: PageView | undefined = makeView(), fail?: Error) => {
  const asked: unknown[][] = []
  const ask = <Result>(known: Result, unknown: Result, ...question: unknown[]): Promise<Result> => {
    asked.push(question)
    return fail ? Promise.reject(fail) : Promise.resolve(question[1] === token ? known : unknown)
  }
  const world: LinkActions = {
    view: (given) => ask(view, undefined, 'view', given),
    act: (given, action, _now, steps) => ask(view, undefined, 'act', given, action, steps),
    beat: (given) => ask(true, false, 'beat', given),
    report: (given, { contentType }) =>
      ask({ kind: 'taken', source: 'shop' } as const, undefined, 'report', given, contentType),
  }
  return { world, asked }
}

interface Request {
  readonly method?: string
  readonly path?: string
  readonly query?: string
  readonly body?: string
  readonly type?: string
  readonly base64?: boolean
}

/** An event of payload format 2.0, as the Function URL makes it of a browser's request. */
export const linkEvent = ({ method = 'GET', path = `/${token}`, query = '', body, type, base64 = true }: Request) => ({
  version: '2.0',
  routeKey: '$default',
  rawPath: path,
  rawQueryString: query,
  headers: { host: 'abc.lambda-url.ap-northeast-2.on.aws', ...(type === undefined ? {} : { 'content-type': type }) },
  requestContext: { http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' } },
  isBase64Encoded: base64 && body !== undefined,
  ...(body === undefined ? {} : { body: base64 ? Buffer.from(body).toString('base64') : body }),
})

export const formType = 'application/x-www-form-urlencoded'
