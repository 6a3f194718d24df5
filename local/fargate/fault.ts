import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Task } from '@aws-sdk/client-ecs'
import { localDirectory } from '../places.ts'

// The stand-in never lacks anything by itself. What AWS may lack is therefore asked for: a file named after the family says
// why ECS shall fail to start its next task, and is gone with it.

const fileOf = (family: string): string => join(localDirectory, 'faults', family)

/** Lets the next task of a family fail to start, with ECS's own words, such as a timeout of its network interface. */
export const failNextTask = (family: string, stoppedReason: string): void => {
  mkdirSync(join(localDirectory, 'faults'), { recursive: true })
  writeFileSync(fileOf(family), stoppedReason)
}

/** Why a task shall not start, once. */
export const takeFault = ({ taskDefinitionArn = '' }: Task): string | undefined => {
  const family = /task-definition\/([\w-]+):\d+$/.exec(taskDefinitionArn)?.[1]
  if (family === undefined) return undefined
  try {
    const reason = readFileSync(fileOf(family), 'utf8')
    rmSync(fileOf(family))
    return reason
  } catch {
    return undefined // nearly always: there is no such file
  }
}
