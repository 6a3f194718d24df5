import type { Command } from 'commander'
import { holdsDeadLetters, readLetters, readQueues, replay } from '../api/queues.ts'
import { shorten } from '../shared/text.ts'
import { durationText } from '../shared/time.ts'
import { findDeployment } from './deployment.ts'
import { type JsonOption, jsonOption } from './options.ts'
import { localTime, longestCell, printRows } from './print.ts'

/** `nightshift queues` */
export const registerQueues = (program: Command, find = findDeployment): void => {
  const queues = program
    .command('queues')
    .description('depth and age of every queue and dead-letter queue')
    .option(...jsonOption)
    .action(async ({ json = false }: JsonOption) => {
      const rows = await readQueues(await find())
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
    .command('show <queue>')
    .description(
      'what a dead-letter queue keeps, and why; nothing is taken out of it, and names of people are left out',
    )
    .option(...jsonOption)
    .action(async (queue: string, { json = false }: JsonOption) => {
      const { letters, count } = await readLetters(await find(), queue)
      printRows(
        letters,
        { json },
        {
          Sent: ({ sentAt }) => localTime(sentAt),
          Kind: ({ kind }) => kind,
          Says: ({ facts }) =>
            shorten(
              Object.entries(facts)
                .map(([name, value]) => `${name} ${value}`)
                .join(', '),
              longestCell,
            ),
          Failure: ({ failure = '' }) => shorten(failure, longestCell),
          'Replay gives it to': ({ to = 'nobody: it cannot be read' }) => to,
        },
        `${queue} is empty.`,
      )
      if (count > letters.length) console.error(`${letters.length} of about ${count} messages are shown.`)
      if (letters.length > 0) process.exitCode = 1
    })
  queues
    .command('replay <queue>')
    .description('give what a dead-letter queue keeps back to whom it was for')
    .option(...jsonOption)
    .action(async (queue: string, { json = false }: JsonOption) => {
      const { replayed, kept } = await replay(await find(), queue)
      printRows(
        [{ queue, replayed, kept }],
        { json },
        { Queue: (row) => row.queue, Replayed: (row) => row.replayed, 'Kept: cannot be read': (row) => row.kept },
        '',
      )
      if (kept > 0) process.exitCode = 1
    })
}
