import { DescribeSubnetsCommand, EC2Client, type Subnet } from '@aws-sdk/client-ec2'
import type { Config } from '../../../shared/config/schema.ts'
import { ask } from '../ask.ts'
import { defineCheck } from '../check.ts'
import { ok, problem } from '../finding.ts'

const existing = ({ estate }: Config) => (estate && 'vpcId' in estate.network ? estate.network : undefined)

const subnetsOf = (config: Config): string[] => {
  const network = existing(config)
  return network ? [...network.publicSubnetIds, ...network.appSubnetIds, ...network.databaseSubnetIds] : []
}

/** Whether the subnets of a network that the config only names are there, in its VPC. */
export const network = defineCheck({
  name: 'network',
  about: "whether the account has the config's subnets",
  when: (config) => existing(config) !== undefined,
  ask: async ({ config, connect, call }) => {
    // By a filter: an id that is not there would be an error for all of them.
    const command = new DescribeSubnetsCommand({ Filters: [{ Name: 'subnet-id', Values: subnetsOf(config) }] })
    const { Subnets = [] } = await ask('ec2:DescribeSubnets', () =>
      connect(EC2Client, config.region).send(command, call),
    )
    return Subnets
  },
  decide: (found: readonly Subnet[], { config }) => {
    const vpcId = existing(config)?.vpcId
    const wrong = subnetsOf(config).flatMap((id) => {
      const subnet = found.find(({ SubnetId }) => SubnetId === id)
      if (subnet?.VpcId === vpcId) return []
      return [
        problem(
          subnet
            ? `${id} is in ${subnet.VpcId}, and not in ${vpcId}.`
            : `There is no subnet ${id} in ${config.region}.`,
          'The deployment would fail.',
          `aws ec2 describe-subnets --region ${config.region} --filters Name=vpc-id,Values=${vpcId} lists what there is.`,
        ),
      ]
    })
    return wrong.length > 0 ? wrong : [ok(`All subnets of the config are in ${vpcId}.`)]
  },
})
