import { type Deployment, makeDeployment } from '../../../api/deployment.ts'
import { contributions } from '../../../functions/console/pages/index.ts'
import { consoleApp } from '../../../functions/console/server/app.ts'
import { placeAt } from '../../../functions/console/server/origin.ts'
import { openSession, type Person } from '../../../functions/console/server/sessions.ts'
import { staticFilesIn } from '../../../functions/console/server/static-files.ts'
import type { ConsoleWorld } from '../../../functions/console/server/world.ts'
import { config as example } from '../../../nightshift.config.ts'
import { parseConfig } from '../../../shared/config/define-config.ts'
import type { ConfigInput } from '../../../shared/config/schema.ts'
import type { Ledger, LedgerItem } from '../../../shared/ledger/ledger.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'

export const origin = 'https://night.shop.example'

const files = staticFilesIn(new URL('../../../functions/console/static/', import.meta.url))

interface Made {
  readonly config?: Partial<ConfigInput>
  readonly records?: readonly LedgerItem[]
  readonly ledger?: Ledger
  readonly now?: Date
  readonly laptop?: boolean
  readonly address?: string
  /** What the functions to which actions are handed over answer, by the payload that they get. */
  readonly invoked?: (payload: unknown) => unknown
  /** What AWS answers to everything else, by the input of the command. Default: nothing. */
  readonly aws?: (input: Readonly<Record<string, unknown>>) => unknown
  readonly calendars?: Deployment['calendars']
  readonly billed?: Deployment['billed']
  readonly network?: Deployment['network']
  readonly contributions?: ConsoleWorld['contributions']
}

const mina: Person = { by: 'mina', role: 'act', way: 'link', caller: undefined }

/** A console in memory, and a browser before it. Its clock stands, and moves when it is told to. */
export const madeConsole = (made: Made = {}) => {
  let now = made.now ?? new Date('2026-11-30T03:00:00Z')
  const clock = (): Date => now
  const ledger =
    made.ledger ??
    memoryLedger(
      (made.records ?? []).map((record) => ({ ...record, version: 1 })),
      { now: clock },
    )
  const handedOver: unknown[] = []
  const connect: Deployment['connect'] = () =>
    ({
      send: async ({ input }: { readonly input: Readonly<Record<string, unknown>> }) => {
        if (typeof input.Payload !== 'string') return (await made.aws?.(input)) ?? {}
        const payload = JSON.parse(input.Payload)
        handedOver.push(payload)
        return { Payload: Buffer.from(JSON.stringify((await made.invoked?.(payload)) ?? null)) }
      },
    }) as never
  const deployment = makeDeployment({
    config: parseConfig({ ...example, ...made.config }, new Date(0)),
    local: made.laptop ?? false,
    outputs: {
      LedgerTable: 'ledger',
      AlertsFunction: 'alerts',
      StartJobFunction: 'jobs',
      QueuesFunction: 'queues',
      AcknowledgeUrl: 'https://ack.example',
      HoursFunction: 'hours',
      AuditsFunction: 'audits',
      FirewallFunction: 'firewall',
      LifecycleFunction: 'lifecycle',
      UploadsFunction: 'uploads',
      UploadsBucket: 'corner-shop-uploads',
      ThumbnailsBucket: 'corner-shop-thumbnails',
    },
    calendars: made.calendars,
    billed: made.billed,
    network: made.network,
    connect,
    now: clock,
    openLedger: () => ledger,
  })
  const address = made.address ?? `${origin}/`
  const app = consoleApp({
    deployment,
    contributions: made.contributions ?? contributions,
    files,
    laptop: made.laptop ?? false,
    place: placeAt(address),
  })
  const name = made.laptop ? 'nightshift-session' : '__Host-nightshift-session'
  const ask = (path: string, init: RequestInit = {}, cookie?: string): Promise<Response> =>
    Promise.resolve(
      app.request(`${origin}${path}`, {
        ...init,
        headers: { ...(cookie ? { cookie: `${name}=${cookie}` } : {}), ...init.headers },
      }),
    )
  const signIn = (person: Partial<Person> = {}): Promise<string> =>
    openSession(ledger, { ...mina, ...person }, 'Firefox, Linux', now)
  return {
    ledger,
    deployment,
    handedOver,
    /** Answers a request, as to a browser. */
    answer: (request: Request): Response | Promise<Response> => app.fetch(request),
    ask,
    /** The text of a page. @param cookie of a session; default: somebody who may act signs in */
    read: async (path: string, cookie?: string): Promise<string> =>
      (await ask(path, {}, cookie ?? (await signIn()))).text(),
    /** Lets time pass. */
    wait: (seconds: number) => {
      now = new Date(now.getTime() + seconds * 1_000)
    },
    signIn,
    /** Sends a form as the page of a session does. */
    send: (
      path: string,
      fields: Readonly<Record<string, string>>,
      cookie?: string,
      headers: Record<string, string> = {},
    ) => ask(path, { method: 'POST', body: new URLSearchParams(fields), headers: { origin, ...headers } }, cookie),
  }
}

/** What the forms of a page carry. */
export const guardOf = (page: string): { readonly form: string; readonly once: string } => ({
  form: /name="form" value="([^"]+)"/.exec(page)?.[1] ?? '',
  once: /name="once" value="([^"]+)"/.exec(page)?.[1] ?? '',
})
