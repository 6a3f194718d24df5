import { type Finding, found } from './finding.ts'

/** Signals by number, as Linux on x86-64 and arm64 has them. https://man7.org/linux/man-pages/man7/signal.7.html */
const signals: Readonly<Record<number, string>> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  4: 'SIGILL',
  5: 'SIGTRAP',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  13: 'SIGPIPE',
  14: 'SIGALRM',
  15: 'SIGTERM',
}

/** The signal that a process ended by: its shell or container runtime says 128 + its number. */
export const signalOf = (exitCode: number): string | undefined => signals[exitCode - 128]

/**
 * What an exit code tells by itself.
 * @param stopped whether something outside asked the task to stop
 * @param said whether ECS says a reason of the container itself
 */
export const exitFinding = (
  exitCode: number,
  { stopped, said }: { readonly stopped: boolean; readonly said: boolean },
): Finding => {
  const signal = signalOf(exitCode)
  if (exitCode === 128 && said) return found('runtime-error', 'likely')
  if (exitCode === 126)
    return found('bad-command', 'likely', { what: 'The command could not be executed (exit code 126).' })
  if (exitCode === 127)
    return found('bad-command', 'likely', { what: 'A command was not found in the image (exit code 127).' })
  if (signal === 'SIGKILL' && stopped) return found('killed-by-stop')
  if (signal === 'SIGKILL')
    return found('unknown', 'certain', {
      what: 'It was killed (exit code 137), though nobody stopped the task and ECS does not report a lack of memory.',
      advice:
        'Look at its memory in CloudWatch near the end: a process that it started itself may have needed too much.',
    })
  if (signal === 'SIGSEGV') return found('segfault')
  if (signal === 'SIGABRT') return found('aborted')
  if (signal === 'SIGTERM') return found('sigterm')
  const by = signal ? `, which means the signal ${signal}` : ''
  return found('application-error', 'certain', {
    what: `The job's own command failed with exit code ${exitCode}${by}.`,
  })
}
