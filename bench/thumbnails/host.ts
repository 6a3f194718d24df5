import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { SQSBatchResponse } from 'aws-lambda'
import { notificationOf } from '../../functions/thumbnails/rules/notification.ts'

/** A deployed function in a process of its own, as Lambda runs it. */
export interface Host {
  readonly pid: number
  /** Has it handle one upload. @throws Error when it gives the message back */
  readonly upload: (bucket: string, key: string) => Promise<void>
  readonly stop: () => void
}

const program = (file: string): string => `
  const { handler } = await import(${JSON.stringify(`file://${file}`)})
  const context = { awsRequestId: 'bench', getRemainingTimeInMillis: () => 60_000 }
  process.on('message', async (event) => process.send(await handler(event, context)))
  process.send('ready')`

const eventOf = (bucket: string, key: string) => ({
  Records: [{ messageId: key, body: JSON.stringify(notificationOf({ bucket, key })) }],
})

/** Starts the function of a bundle. @param variables its environment, beside what every SDK client needs */
export const startHost = async (folder: string, variables: Readonly<Record<string, string>>): Promise<Host> => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program(join(folder, 'index.mjs'))], {
    env: { ...process.env, NODE_OPTIONS: '', ...variables },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  await once(child, 'message')
  return {
    pid: child.pid ?? 0,
    upload: async (bucket, key) => {
      const answered = once(child, 'message')
      child.send(eventOf(bucket, key))
      const [{ batchItemFailures }] = (await answered) as [SQSBatchResponse]
      if (batchItemFailures.length > 0) throw new Error(`The function gave ${key} back`)
    },
    stop: () => child.kill('SIGKILL'),
  }
}
