import { setTimeout as sleep } from 'node:timers/promises'
import type { Deployment } from '../../api/deployment.ts'
import type { Config } from '../../shared/config/schema.ts'
import { localDeployment } from '../deployment.ts'

/** What a stop of the tour works with: the deployment, and the emulator on which it runs. */
export interface Guide extends Deployment {
  readonly endpoint: string
}

/** A guide to what runs on this machine; this process's clients talk to the emulator already. */
export const makeGuide = ({ endpoint, config, outputs }: Pick<Guide, 'endpoint' | 'config' | 'outputs'>): Guide => ({
  endpoint,
  ...localDeployment(config, outputs),
})

/** One stop: it does something to the deployment from outside, checks what comes of it, and tells it in a few lines. */
export interface Stop {
  readonly title: string
  readonly visit: (guide: Guide) => Promise<readonly string[]>
}

/** What one capability shows. The capabilities are shown side by side, each one's stops in their order. */
export interface Tour {
  /** Its stops, in order, of a config: none where the config has nothing to show. */
  readonly stops: (config: Config) => readonly Stop[]
  /** Another tour whose first stop must be over first, because this one's would get in its way. Default none. */
  readonly after?: Tour
  /** Puts back, after all stops of all capabilities, what the tour leaves behind. */
  readonly tidyUp?: (guide: Guide) => Promise<void>
}

/** Fails a stop. */
export const check = (holds: boolean, otherwise: string): void => {
  if (!holds) throw new Error(otherwise)
}

/** Asks until there is an answer, every 100 ms. @throws Error naming what was awaited after `seconds` */
export const eventually = async <Answer>(
  what: string,
  ask: () => Promise<Answer | undefined | false>,
  seconds = 60,
): Promise<Answer> => {
  for (const until = performance.now() + seconds * 1000; performance.now() < until; await sleep(100)) {
    const answer = await ask()
    if (answer) return answer
  }
  throw new Error(`Waited ${seconds} s for ${what}`)
}
