import { clientOptions } from './aws.ts'
import type { SsmValue } from './config/values.ts'
import { once } from './once.ts'

/** Minutes for which a secret that was read is kept. */
const keptMinutes = 5

/**
 * Reads secrets from SSM: what a source signs with, the address of a watcher or of a webhook. Its client is loaded with the first that is read: no
 * page has to wait for it.
 */
export const secretReader = (): ((secret: SsmValue) => Promise<string>) => {
  const load = once(async () => {
    const { GetParameterCommand, SSMClient } = await import('./sdk/ssm.ts')
    return { GetParameterCommand, client: new SSMClient(clientOptions) }
  })
  const known = new Map<string, { readonly value: string; readonly until: number }>()
  return async ({ ssm: Name }) => {
    const old = known.get(Name)
    if (old && old.until > Date.now()) return old.value
    const { GetParameterCommand, client } = await load()
    const { Parameter } = await client.send(new GetParameterCommand({ Name, WithDecryption: true }))
    const value = Parameter?.Value?.trim()
    if (!value) throw new Error('The parameter is empty')
    known.set(Name, { value, until: Date.now() + keptMinutes * 60_000 })
    return value
  }
}
