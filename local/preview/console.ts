import { Command } from 'commander'
import { serveOnLoopback } from '../browser/loopback.ts'
import { madeUpConsole } from './made-up-console.ts'

const options = new Command('npm run preview --')
  .description('the console with made-up records, for those who change a page: no emulator, nothing is kept')
  .option('--port <port>', 'default 4400', Number, 4400)
  .option('--days <days>', 'how long the records go back', Number, 8)
  .option('--quiet', 'nothing went wrong')
  .parse()
  .opts<{ port: number; days: number; quiet?: boolean }>()

const made = await madeUpConsole({ now: () => new Date(), days: options.days, isQuiet: options.quiet })
const { address } = await serveOnLoopback(made.answerAt, options.port)
console.log(`${address}/\nThis link signs you in, once and within a minute: ${address}${await made.makeLink()}`)
console.log('Later the page has a button, as on the laptop.')
