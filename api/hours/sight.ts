import { sliceOf } from '../../functions/hours/rules/entries.ts'
import type { HoursSlice } from '../../functions/hours/rules/slice.ts'
import { kindsByName } from '../../functions/hours/targets/index.ts'
import { calendarsOf } from '../../shared/config/hours/calendars.ts'
import type { Config } from '../../shared/config/schema.ts'
import type { Deployment } from '../deployment.ts'
import { UsageError } from '../usage-error.ts'

/** The calendars and targets of the config as it is edited now. @throws UsageError when it has none */
export const sliceOfConfig = ({ hours }: Config, now: Date): HoursSlice => {
  if (!hours) throw new UsageError('Nothing is switched on and off: nightshift.config.ts has no hours.')
  return sliceOf(hours, calendarsOf(hours, now), [...kindsByName.keys()])
}

/** How the kinds of target reach AWS from here. Nothing is asked for. */
export const accessOf = ({ connect, now }: Pick<Deployment, 'connect' | 'now'>) => {
  const client = <Client>(
    make: new (options: { readonly region?: string; readonly forcePathStyle: boolean }) => Client,
    region?: string,
  ): Client =>
    connect(make as new (options: Readonly<Record<string, unknown>>) => Client, region === undefined ? {} : { region })
  return { client, requests: client, now: now() }
}
