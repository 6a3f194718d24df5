import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'

/** Runs a command, with what it says added to a log. @returns whether it succeeded */
export const runLogged = (command: string, args: readonly string[], logFile: string): Promise<boolean> => {
  const log = openSync(logFile, 'a')
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', log, log] })
    const stop = (): boolean => child.kill()
    process.once('exit', stop)
    const end = (succeeded: boolean): void => {
      process.off('exit', stop)
      closeSync(log)
      resolve(succeeded)
    }
    child.once('error', () => end(false))
    child.once('exit', (code) => end(code === 0))
  })
}
