import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { identifyProcess } from './processes.ts'

const take = (file: string): boolean => {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

const holder = (file: string): number | undefined => {
  try {
    return Number(readFileSync(file, 'utf8')) || undefined
  } catch {
    return undefined
  }
}

/**
 * Does the work while no other process does it; the others wait. A lock whose holder has died is taken over.
 * `report` hears every 2.5 s that it waits.
 */
export const withLock = async <Result>(
  file: string,
  report: (text: string) => void,
  work: () => Promise<Result>,
): Promise<Result> => {
  for (let waited = 0; !take(file); waited += 100) {
    const pid = holder(file)
    if (pid !== undefined && identifyProcess(pid) === undefined) rmSync(file, { force: true })
    if (waited % 2_500 === 0) report('waiting for another start that is installing the same')
    await sleep(100)
  }
  try {
    return await work()
  } finally {
    rmSync(file, { force: true })
  }
}
