import { Command } from 'commander'
import { makeDeployment } from '../../api/deployment.ts'
import { contactChannelsByName } from '../../functions/alerts/channels/index.ts'
import { contributions } from '../../functions/console/pages/index.ts'
import { consoleApp } from '../../functions/console/server/app.ts'
import { placeAt } from '../../functions/console/server/origin.ts'
import { openSession } from '../../functions/console/server/sessions.ts'
import { staticFilesIn } from '../../functions/console/server/static-files.ts'
import { parseConfig } from '../../shared/config/define-config.ts'
import { writtenConfig } from '../../shared/config/written-config.ts'
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts'
import { serveOnLoopback } from '../browser/loopback.ts'
import { asStored, madeUpRecords } from './made-up.ts'
import { madeUpConnect as connectOfAlerts, madeUpAlerts } from './made-up-alerts.ts'
import { madeUpConnect } from './made-up-answers.ts'

const options = new Command('npm run preview --')
  .description('the console with made-up records, for those who change a page: no emulator, nothing is kept')
  .option('--port <port>', 'default 4400', Number, 4400)
  .option('--days <days>', 'how long the records go back', Number, 8)
  .option('--quiet', 'nothing went wrong')
  .parse()
  .opts<{ port: number; days: number; quiet?: boolean }>()

const config = parseConfig(await writtenConfig(), new Date(0))
const records = madeUpRecords({
  days: options.days,
  until: new Date(),
  runsADay: options.quiet ? 96 : 500,
  incidentsADay: options.quiet ? 0 : 8,
  messagesAnIncident: 3,
  jobs: options.quiet ? ['sync-stock'] : ['nightly-report', 'sync-stock', 'drill'],
  alarms: ['checkout-errors', 'orders-waiting', 'database-cpu', 'certificate-expires'],
  channels: contactChannelsByName.map(([name]) => name).slice(0, 2),
  people: Object.keys(config.alerts.responders),
})
const ledger = memoryLedger(asStored([...records, ...(options.quiet ? [] : madeUpAlerts(new Date()))]), {
  now: () => new Date(),
})
const { address } = await serveOnLoopback((at) => {
  const app = consoleApp({
    deployment: makeDeployment({
      config,
      local: true,
      outputs: {
        LedgerTable: 'made-up',
        AlertsFunction: 'made-up',
        QueuesFunction: 'queues',
        AcknowledgeUrl: 'https://made-up.example',
      },
      connect: madeUpConnect(connectOfAlerts),
      now: () => new Date(),
      openLedger: () => ledger,
    }),
    contributions,
    files: staticFilesIn(new URL('../../functions/console/static/', import.meta.url)),
    laptop: true,
    place: placeAt(at),
  })
  return (request) => app.fetch(request)
}, options.port)

const cookie = await openSession(
  ledger,
  { by: 'mina', role: 'act', way: 'laptop', caller: undefined },
  'preview',
  new Date(),
)
console.log(`${address}/\nCookie: nightshift-session=${cookie}`)
