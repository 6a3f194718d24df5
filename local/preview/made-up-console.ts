import { makeDeployment } from '../../api/deployment.ts'
import { contactChannelsByName } from '../../functions/alerts/channels/index.ts'
import { contributions } from '../../functions/console/pages/index.ts'
import { consoleApp } from '../../functions/console/server/app.ts'
import { placeAt } from '../../functions/console/server/origin.ts'
import { makeLogin } from '../../functions/console/server/sessions.ts'
import { staticFilesIn } from '../../functions/console/server/static-files.ts'
import { parseConfig } from '../../shared/config/define-config.ts'
import { writtenConfig } from '../../shared/config/written-config.ts'
import type { LedgerItem } from '../../shared/ledger/ledger.ts'
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts'
import type { Answer } from '../browser/loopback.ts'
import { asStored, madeUpRecords } from './made-up.ts'
import { madeUpConnect as connectOfAlerts, madeUpAlerts } from './made-up-alerts.ts'
import { madeUpConnect } from './made-up-answers.ts'
import { madeUpAudits, madeUpAuditsConfig } from './made-up-audits.ts'
import { madeUpBackups } from './made-up-backups.ts'
import { madeUpNetwork } from './made-up-network.ts'

/** What is made up, and by which clock. */
export interface MadeUp {
  readonly now: () => Date
  /** How long the records go back. */
  readonly days: number
  /** Whether nothing went wrong. Default: a lot did. */
  readonly isQuiet?: boolean | undefined
  readonly runsADay?: number
  readonly incidentsADay?: number
  /** Whether anybody may sign in by a button, and is told so. Default true. */
  readonly isLaptop?: boolean
  /** Beside what is made up here. */
  readonly more?: readonly LedgerItem[]
}

/** A console of this project's config, and of audits, with records that never were, in memory. */
export const madeUpConsole = async ({
  now,
  days,
  isQuiet = false,
  runsADay = 500,
  incidentsADay = 8,
  isLaptop = true,
  more = [],
}: MadeUp) => {
  const config = parseConfig({ ...madeUpAuditsConfig, ...Object(await writtenConfig()) }, new Date(0))
  const until = now()
  const records = madeUpRecords({
    days,
    until,
    runsADay: isQuiet ? 96 : runsADay,
    incidentsADay: isQuiet ? 0 : incidentsADay,
    messagesAnIncident: 3,
    jobs: isQuiet ? ['sync-stock'] : ['nightly-report', 'sync-stock', 'drill'],
    alarms: ['checkout-errors', 'orders-waiting', 'database-cpu', 'certificate-expires'],
    channels: contactChannelsByName.map(([name]) => name).slice(0, 2),
    people: Object.keys(config.alerts.responders),
  })
  const ledger = memoryLedger(
    asStored([
      ...records,
      ...(isQuiet ? [] : [...madeUpAlerts(until), ...madeUpAudits(until), ...madeUpBackups(until)]),
      ...more,
    ]),
    { now },
  )
  const deployment = makeDeployment({
    config,
    local: isLaptop,
    outputs: {
      LedgerTable: 'made-up',
      AlertsFunction: 'made-up',
      AuditsFunction: 'made-up',
      QueuesFunction: 'queues',
      UploadsBucket: 'made-up',
      AcknowledgeUrl: 'https://made-up.example',
    },
    connect: madeUpConnect(connectOfAlerts, now),
    now,
    network: madeUpNetwork,
    openLedger: () => ledger,
  })
  return {
    /** Answers requests at an address, such as `http://localhost:4400`. */
    answerAt: (address: string): Answer => {
      const app = consoleApp({
        deployment,
        contributions,
        files: staticFilesIn(new URL('../../functions/console/static/', import.meta.url)),
        laptop: isLaptop,
        place: placeAt(address),
      })
      return (request) => app.fetch(request)
    },
    /** Path of a link that signs mina in, once and within a minute. */
    makeLink: async (): Promise<string> =>
      `/sign-in?token=${await makeLogin(ledger, { by: 'mina', role: 'act', way: 'link', caller: undefined }, now())}`,
  }
}
