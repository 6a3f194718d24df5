import { Command, CommanderError } from 'commander'
import { UsageError } from '../api/usage-error.ts'
import { ConfigError, errorName, errorText } from '../shared/errors.ts'
import { terminal } from '../shared/terminal.ts'
import { registerAlerts } from './alerts.ts'
import { registerAudits } from './audits.ts'
import { registerBackups } from './backups.ts'
import { registerConfig } from './config.ts'
import { registerConnect } from './connect.ts'
import { registerConsole } from './console.ts'
import { registerDeployments } from './deployments.ts'
import { registerDoctor } from './doctor.ts'
import { registerDrift } from './drift.ts'
import { registerEdge } from './edge.ts'
import { registerFirewall } from './firewall.ts'
import { registerHeartbeats } from './heartbeats.ts'
import { registerHours } from './hours.ts'
import { registerIncidents } from './incidents.ts'
import { registerJobs } from './jobs.ts'
import { registerLifecycle } from './lifecycle.ts'
import { registerOnCall } from './on-call.ts'
import { printableLines } from './print.ts'
import { registerQueues } from './queues.ts'
import { registerReach } from './reach.ts'
import { registerRehearse } from './rehearse.ts'
import { registerRuns } from './runs.ts'
import { registerStatus } from './status.ts'
import { registerThumbnails } from './thumbnails.ts'

const program = new Command('nightshift')
  .description(
    `The night shift that nobody has to work: ask it, and act. In the project's directory: ${terminal} COMMAND\nIt talks to the laptop while "npm start" runs there, else to AWS by the usual credentials.`,
  )
  .exitOverride()
  // An option after a verb belongs to the verb: `nightshift jobs run report --json`.
  .enablePositionalOptions()
  .showHelpAfterError(`(see: ${terminal} --help)`)
  .configureHelp({ sortSubcommands: true })

const nouns = [
  registerStatus,
  registerDoctor,
  registerDeployments,
  registerConsole,
  registerConfig,
  registerDrift,
  registerOnCall,
  registerIncidents,
  registerAlerts,
  registerHeartbeats,
  registerRehearse,
  registerJobs,
  registerRuns,
  registerThumbnails,
  registerLifecycle,
  registerHours,
  registerFirewall,
  registerAudits,
  registerBackups,
  registerReach,
  registerEdge,
  registerConnect,
  registerQueues,
]
for (const register of nouns) register(program)
const inheritExit = (command: Command): void => {
  for (const each of command.commands) inheritExit(each.exitOverride())
}
inheritExit(program)

// A closed pipe (`nightshift runs | head -1`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

/** 0 all is well, 1 something is not well, 2 bad use. */
const exitCodeOf = (error: unknown): number => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  const usage = error instanceof UsageError || error instanceof ConfigError
  console.error(printableLines(usage ? errorText(error) : `nightshift: ${errorName(error)}: ${errorText(error)}`))
  return usage ? 2 : 1
}

try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = exitCodeOf(error)
}
