import { setTimeout as sleep } from 'node:timers/promises'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { clientOptions } from '../../shared/aws.ts'
import type { Config } from '../../shared/config/schema.ts'
import type { Ledger } from '../../shared/ledger/ledger.ts'

/** What a stop of the tour works with. */
export interface Guide {
  readonly endpoint: string
  readonly config: Config
  readonly output: (name: string) => string
  readonly ledger: Ledger
}

/** One stop: it does something to the deployment from outside, checks what comes of it, and tells it in a few lines. */
export interface Stop {
  readonly title: string
  readonly visit: (guide: Guide) => Promise<readonly string[]>
}

/** Fails a stop. */
export const check = (holds: boolean, otherwise: string): void => {
  if (!holds) throw new Error(otherwise)
}

/** Asks until there is an answer, every 100 ms. @throws Error naming what was awaited after `seconds` */
export const eventually = async <Answer>(
  what: string,
  ask: () => Promise<Answer | undefined | false>,
  seconds = 30,
): Promise<Answer> => {
  for (const until = performance.now() + seconds * 1000; performance.now() < until; await sleep(100)) {
    const answer = await ask()
    if (answer) return answer
  }
  throw new Error(`Waited ${seconds} s for ${what}`)
}

/** Calls a function and gives its answer. @throws Error with what it said when it failed */
export const invoke = async (FunctionName: string, event: unknown): Promise<unknown> => {
  const command = new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) })
  const { FunctionError, Payload } = await new LambdaClient(clientOptions).send(command)
  const text = Buffer.from(Payload ?? []).toString('utf8')
  if (FunctionError) throw new Error(`${FunctionName}: ${text}`)
  return JSON.parse(text || 'null')
}
