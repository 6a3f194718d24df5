/**
 * Gives the AWS client of a class, such as `connect(SQSClient)`, for the deployment's account and region. For the same class and
 * options it is the same client, so nobody needs to keep one.
 * @param options in place of the usual ones, such as `{ region: 'us-east-1' }`
 */
export type Connect = <Client>(
  Class: new (options: Readonly<Record<string, unknown>>) => Client,
  options?: object,
) => Client

/**
 * A connect that makes real clients.
 * @param base what every client is made with: `clientOptions` of shared/aws.ts in a terminal and in a function alike
 */
export const connector = (base: object): Connect => {
  const made = new Map<unknown, Map<string, unknown>>()
  return <Client>(Class: new (options: Readonly<Record<string, unknown>>) => Client, options: object = {}): Client => {
    const known = made.get(Class) ?? new Map<string, unknown>()
    made.set(Class, known)
    const key = JSON.stringify(options)
    const client = (known.get(key) as Client | undefined) ?? new Class({ ...base, ...options })
    known.set(key, client)
    return client
  }
}
