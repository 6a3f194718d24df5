import type { Config } from '../../../shared/config/schema.ts'
import { sendsSms, smsRegionFor } from '../../../shared/sms-regions.ts'
import { NotSeenError } from '../ask.ts'
import { defineCheck } from '../check.ts'
import { ok } from '../finding.ts'
import { contactsBy } from './people.ts'

/** Whether anybody gets text messages. */
export const sendsTexts = ({ alerts }: Config): boolean => contactsBy(alerts, 'sns').length > 0

/** The region from which text messages go out; what SNS keeps for them is that region's. @throws NotSeenError where there is none */
export const textsFrom = ({ region, alerts }: Config): string => {
  const from = alerts.smsRegion ?? smsRegionFor(region)
  if (from === undefined)
    throw new NotSeenError(
      `SNS is not known to send text messages from ${region}`,
      'Name a region that does under alerts.smsRegion: docs/alerts.md lists them.',
    )
  return from
}

/** From where text messages go out. It is decided by the config alone. */
export const smsRegion = defineCheck({
  name: 'sms-region',
  about: 'from which region text messages go out',
  when: sendsTexts,
  onLaptop: true,
  ask: async ({ config }) => textsFrom(config),
  decide: (from, { config: { region } }) => [
    ok(
      from === region
        ? `Text messages go out from ${from}.`
        : `Text messages go out from ${from}, ${sendsSms(region) ? 'as alerts.smsRegion says' : `because SNS sends none from ${region}`}: sandbox, spending limit and numbers are those of ${from}.`,
    ),
  ],
})
