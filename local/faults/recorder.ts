import { writeFileSync } from 'node:fs'
import type { Ask, Call } from './call.ts'

/** A call as it is held against the roles: who asked IAM for what. Nothing of what was sent is kept. */
export interface RecordedCall {
  /** Which one it was, from 1. */
  readonly number: number
  /** The function; nothing where the caller has no address of its own. */
  readonly caller?: string
  /** ARN of the role that the caller had taken on; nothing where it called as itself. */
  readonly role?: string
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
  readonly #roles = new Map<string, string>()

  /** The calls so far. */
  get calls(): readonly RecordedCall[] {
    return this.#calls
  }

  /** Those of one operation, such as `ecs:RunTask`. */
  of(operation: string): RecordedCall[] {
    return this.#calls.filter(({ service, action }) => `${service}:${action}` === operation)
  }

  /** Remembers whose role the credentials are of that an answer of AssumeRole gives; of others nothing. */
  learn({ service, action, input }: Call, answer: string): void {
    const id = /<AccessKeyId>([^<]+)</.exec(answer)?.[1]
    if (service === 'sts' && action === 'AssumeRole' && id) this.#roles.set(id, String(input.RoleArn))
  }

  /** Adds a call. @param signer the id of the access key that it is signed with */
  note({ caller, service, action, region }: Call, asks: readonly Ask[], rule?: string, signer?: string): void {
    const role = this.#roles.get(signer ?? '')
    this.#calls.push({
      number: this.#calls.length + 1,
      ...(caller === undefined ? {} : { caller }),
      ...(role === undefined ? {} : { role }),
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
