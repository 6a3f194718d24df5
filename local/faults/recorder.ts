import { writeFileSync } from 'node:fs'
import type { Ask, Call } from './call.ts'

/** A call as it is held against the roles: who asked IAM for what. Nothing of what was sent is kept. */
export interface RecordedCall {
  /** Which one it was, from 1. */
  readonly number: number
  /** The function; nothing where the caller has no address of its own. */
  readonly caller?: string
  readonly service: string
  /** The operation of the API. */
  readonly action: string
  readonly region: string
  /** What IAM is asked for it. */
  readonly asks: readonly Ask[]
  /** The rule that met it; nothing where it reached the emulator. */
  readonly rule?: string
}

/** Remembers every call, in order. */
export class Recorder {
  readonly #calls: RecordedCall[] = []

  /** The calls so far. */
  get calls(): readonly RecordedCall[] {
    return this.#calls
  }

  /** Those of one operation, such as `ecs:RunTask`. */
  of(operation: string): RecordedCall[] {
    return this.#calls.filter(({ service, action }) => `${service}:${action}` === operation)
  }

  /** Adds a call. */
  note({ caller, service, action, region }: Call, asks: readonly Ask[], rule?: string): void {
    this.#calls.push({
      number: this.#calls.length + 1,
      ...(caller === undefined ? {} : { caller }),
      service,
      action,
      region,
      asks,
      ...(rule === undefined ? {} : { rule }),
    })
  }

  /** Writes one call a line, as JSON. */
  write(file: string): void {
    writeFileSync(file, this.#calls.map((call) => `${JSON.stringify(call)}\n`).join(''))
  }
}
