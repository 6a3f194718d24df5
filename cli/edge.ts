import { setTimeout } from 'node:timers/promises'
import type { Command } from 'commander'
import { findDeployment } from './deployment.ts'
import { type JsonOption, jsonOption } from './options.ts'
import { printRows } from './print.ts'

interface InvalidateOptions extends JsonOption {
  readonly distribution?: string
  readonly wait: boolean
}

/** `nightshift edge`: what CloudFront keeps. */
export const registerEdge = (
  program: Command,
  find = findDeployment,
  pause: (ms: number) => Promise<unknown> = setTimeout,
): void => {
  const edge = program.command('edge').description('what CloudFront serves of the estate')
  edge
    .command('invalidate <path...>')
    .description(
      'has CloudFront forget what it keeps of these paths, such as /index.html or "/assets/*", and waits until it has',
    )
    .option('--distribution <id>', "another distribution than the estate's edge")
    .option('--no-wait', 'does not wait for its end, which takes a minute or two')
    .option(...jsonOption)
    .action(async (paths: string[], { json = false, ...options }: InvalidateOptions) => {
      const { invalidate } = await import('../api/edge.ts')
      const row = await invalidate(await find(), paths, options, pause)
      printRows(
        [row],
        { json },
        {
          Id: ({ id }) => id,
          Distribution: ({ distribution }) => distribution,
          State: ({ state }) => state,
          Paths: ({ paths: all }) => all.join(' '),
        },
        '',
      )
    })
}
