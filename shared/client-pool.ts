import { clientOptions } from './aws.ts'

/** Credentials for some minutes, as a client of the SDK takes them. */
export interface RoleCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
  readonly expiration: Date
}

/** Gives credentials as often as it is asked. Every error of the SDK comes through. */
export type CredentialsOf = () => Promise<RoleCredentials>

/** The client of a service, made when it is first asked for, once for a region: the deployment's unless another is named. */
export type ClientOf = <Client>(
  make: new (options: { readonly region?: string; readonly forcePathStyle: boolean }) => Client,
  region?: string,
) => Client

/**
 * Only the clients that are asked for are made: each costs some of a cold start.
 * @param options in place of those that all clients have
 */
export const clientPool = (
  options: { readonly maxAttempts?: number; readonly credentials?: CredentialsOf } = {},
): ClientOf => {
  const made = new Map<unknown, Map<string | undefined, unknown>>()
  return (make, region) => {
    const ofClass = made.get(make) ?? new Map<string | undefined, unknown>()
    made.set(make, ofClass)
    const known = ofClass.get(region) ?? new make({ ...clientOptions, ...options, ...(region ? { region } : {}) })
    ofClass.set(region, known)
    return known as InstanceType<typeof make>
  }
}
