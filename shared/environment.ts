/**
 * Reads the named environment variables once, when a function starts.
 * @throws Error naming every variable that is missing, so that the first invocation says what the deployment forgot.
 */
export const environment = <Name extends string>(...names: readonly Name[]): Readonly<Record<Name, string>> => {
  const missing = names.filter((name) => !process.env[name])
  if (missing.length > 0) throw new Error(`Missing environment variables: ${missing.join(', ')}. infra/ sets them.`)
  return Object.fromEntries(names.map((name) => [name, process.env[name]])) as Record<Name, string>
}
