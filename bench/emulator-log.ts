import { openSync, readSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Waits for lines of the emulator's log. Unlike a question this takes nothing of the emulator's time, which works on one request
 * after the other: where it was asked every 2 ms, it was slower by that for whoever was measured.
 * @returns what waits until something is in what was logged since the last call, at most so many milliseconds
 */
export const watchLog = (file: string) => {
  const log = openSync(file, 'r')
  const bytes = Buffer.alloc(64 * 1024)
  return async (wanted: RegExp, patience: number): Promise<void> => {
    let seen = ''
    for (const until = performance.now() + patience; performance.now() < until; ) {
      const read = readSync(log, bytes)
      seen += bytes.toString('utf8', 0, read)
      if (wanted.test(seen)) return
      if (read === 0) await sleep(1)
    }
    throw new Error(`The emulator has not logged ${wanted.source} within ${patience} ms`)
  }
}
