import { DescribeRegionsCommand, EC2Client } from '@aws-sdk/client-ec2'
import type { Config } from '../../../shared/config/schema.ts'
import { stacksOf } from '../../../shared/stacks/index.ts'
import { ask } from '../ask.ts'
import { defineCheck } from '../check.ts'
import { ok, problem } from '../finding.ts'

/** Enabled in every account, so it can always be asked; the regions of a config are of its partition. */
const alwaysEnabled = 'us-east-1'

/** Every region that a deployment of a config uses, its own first. */
export const regionsOf = (config: Config): string[] => [
  ...new Set([
    config.region,
    ...stacksOf(config).flatMap(({ region, wanted }) => (wanted ? [region] : [])),
    ...(config.alerts.smsRegion === undefined ? [] : [config.alerts.smsRegion]),
  ]),
]

/**
 * Whether the account may use the regions: those that came after 2019 have to be enabled first.
 * https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
 */
export const regions = defineCheck({
  name: 'regions',
  about: "whether the account has enabled the deployment's regions",
  ask: ({ connect, config, call }) =>
    ask('ec2:DescribeRegions', async () => {
      // All of them: a name that the account does not know would be an error.
      const command = new DescribeRegionsCommand({ AllRegions: true })
      return { regions: regionsOf(config), answer: await connect(EC2Client, alwaysEnabled).send(command, call) }
    }),
  decide: ({ regions: wanted, answer: { Regions = [] } }) =>
    wanted.map((region) => {
      const status = Regions.find(({ RegionName }) => RegionName === region)?.OptInStatus
      if (status === 'opted-in' || status === 'opt-in-not-required') return ok(`${region} is enabled.`)
      return status === undefined
        ? problem(
            `This account has no region ${region}.`,
            'Nothing can be deployed there, or sent from there.',
            'Name another region in nightshift.config.ts.',
          )
        : problem(
            `${region} is not enabled in this account (${status}).`,
            'Every call there is refused as if the credentials were wrong.',
            `aws account enable-region --region-name ${region}   (it takes from minutes to hours)`,
          )
    }),
})
