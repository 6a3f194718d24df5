import { spawn } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { Argument, type Command } from 'commander'
import { type ConnectTarget, connectTargets, type OpenConnection, openConnection } from '../api/connect.ts'
import { UsageError } from '../api/usage-error.ts'
import { findDeployment } from './deployment.ts'
import { wholeOption } from './options.ts'

const plugin = 'session-manager-plugin'

/** Runs AWS's plugin for as long as the session is open. @throws UsageError where it is not installed */
const runPlugin = ({ session, request }: OpenConnection, region: string): Promise<void> =>
  new Promise((resolve, reject) => {
    // The arguments with which the AWS CLI calls it: https://github.com/aws/session-manager-plugin
    const child = spawn(
      plugin,
      [
        JSON.stringify(session),
        region,
        'StartSession',
        '',
        JSON.stringify(request),
        `https://ssm.${region}.amazonaws.com`,
      ],
      { stdio: 'inherit' },
    )
    child.on('error', () =>
      reject(
        new UsageError(
          `${plugin} is not installed: https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-install-plugin.html`,
        ),
      ),
    )
    child.on('exit', () => resolve())
  })

/** `nightshift connect database`: forwards a port of this machine to the database until it is stopped. */
export const registerConnect = (
  program: Command,
  find = findDeployment,
  run = runPlugin,
  wait: (ms: number) => Promise<unknown> = pause,
): void => {
  program
    .command('connect')
    .description('forward a port of this machine through a task that ends by itself; no port is opened in AWS')
    .addArgument(new Argument('<target>', 'what to connect to').choices(connectTargets))
    .option('--port <number>', 'the port of this machine', wholeOption(1, 65_535), 5432)
    .action(async (target: ConnectTarget, { port }: { port: number }) => {
      const deployment = await find()
      const connection = await openConnection(deployment, {
        localPort: port,
        pause: async (ms) => {
          await wait(ms)
        },
      })
      const { minutes = 60 } = deployment.config.estate?.access ?? {}
      console.error(`localhost:${port} leads to the ${target} for at most ${minutes} minutes; end it with Ctrl-C.`)
      // Ctrl-C ends the plugin, which has it too; the task is ended behind it.
      const ignore = () => undefined
      process.on('SIGINT', ignore)
      try {
        await run(connection, deployment.config.region)
      } finally {
        process.off('SIGINT', ignore)
        await connection.close()
      }
    })
}
