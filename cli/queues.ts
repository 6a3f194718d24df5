import type { Command } from 'commander'
import { holdsDeadLetters, readQueues, replay } from '../api/queues.ts'
import { durationText } from '../shared/time.ts'
import { findDeployment } from './deployment.ts'
import { type JsonOption, jsonOption } from './options.ts'
import { printRows } from './print.ts'

/** `nightshift queues` */
export const registerQueues = (program: Command): void => {
  const queues = program
    .command('queues')
    .description('depth and age of every queue and dead-letter queue')
    .option(...jsonOption)
    .action(async ({ json = false }: JsonOption) => {
      const rows = await readQueues(await findDeployment())
      printRows(
        rows,
        { json },
        {
          Queue: ({ queue }) => queue,
          Waiting: ({ waiting }) => waiting,
          Working: ({ working }) => working,
          Delayed: ({ delayed }) => delayed,
          Oldest: ({ oldestSeconds }) => (oldestSeconds === undefined ? '' : durationText(oldestSeconds)),
        },
        'No queue.',
      )
      if (rows.some(holdsDeadLetters)) process.exitCode = 1
    })
  queues
    .command('replay <queue>')
    .description('give what a dead-letter queue keeps back to whom it was for')
    .option(...jsonOption)
    .action(async (queue: string, { json = false }: JsonOption) => {
      const { replayed, kept } = await replay(await findDeployment(), queue)
      printRows(
        [{ queue, replayed, kept }],
        { json },
        { Queue: (row) => row.queue, Replayed: (row) => row.replayed, 'Kept: cannot be read': (row) => row.kept },
        '',
      )
      if (kept > 0) process.exitCode = 1
    })
}
