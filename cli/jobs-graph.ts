import type { Command } from 'commander'
import { drawGraph, mermaidGraph, readGraph } from '../api/jobs.ts'
import { findDeployment } from './deployment.ts'
import { type JsonOption, jsonOption } from './options.ts'
import { printableLines, printRows } from './print.ts'

/** Adds `graph` to the noun `jobs`. */
export const registerGraph = (jobs: Command): void => {
  jobs
    .command('graph')
    .description('which jobs come after which, and how the newest run of each went')
    .option('--mermaid', 'as a flowchart of Mermaid, for a page of docs')
    .option(...jsonOption)
    .action(async (_: unknown, self: Command) => {
      const { json = false, mermaid } = self.optsWithGlobals<JsonOption & { readonly mermaid?: true }>()
      const rows = await readGraph(await findDeployment())
      if (json) printRows(rows, { json }, {}, '')
      else if (rows.length === 0) console.log('No job comes after another (after).')
      else console.log(printableLines((mermaid ? mermaidGraph(rows) : drawGraph(rows)).join('\n')))
    })
}
