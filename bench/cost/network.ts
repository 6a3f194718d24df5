import { endpointsOf } from '../../shared/config/estate/endpoints.ts'
import { estateSchema } from '../../shared/config/estate/schema.ts'
import { type Price, prices } from '../prices.ts'
import { networkTemplate } from '../template.ts'
import { countStack } from './estate.ts'

type NetworkInput = Parameters<typeof estateSchema.parse>[0]

/** A choice of `estate.network`, as somebody writes it, and what it is in a config with a web service and a database. */
interface Choice {
  readonly choice: string
  readonly network: NetworkInput
  /** What costs by use, which no template says. */
  readonly byUse: string
}

const certificate = 'arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012'
const nat = '$0.045 for each GB'
const threeZones = {
  public: ['10.1.1.0/26', '10.1.1.64/26', '10.1.2.0/26'],
  app: ['10.1.1.128/27', '10.1.1.160/27', '10.1.2.64/27'],
}

/** Every preset and choice, one at a time. */
const choices: readonly Choice[] = [
  { choice: "nat: 'none'", network: {}, byUse: '$3.65 for the public address of each task' },
  { choice: "nat: 'one'", network: { nat: 'one' }, byUse: `${nat}, and $0.02 for each GB between zones` },
  { choice: "nat: 'per-zone'", network: { nat: 'per-zone' }, byUse: nat },
  { choice: "nat: 'per-zone', three zones", network: { nat: 'per-zone', ...threeZones }, byUse: nat },
  { choice: "nat: 'regional'", network: { nat: 'regional' }, byUse: nat },
  { choice: "endpoints: 'fargate'", network: { endpoints: 'fargate' }, byUse: '$0.01 for each GB' },
  {
    choice: "endpoints: 'fargate', three zones",
    network: { endpoints: 'fargate', ...threeZones },
    byUse: '$0.01 for each GB',
  },
  { choice: "endpoints: ['ssm']", network: { nat: 'one', endpoints: ['ssm'] }, byUse: 'beside nat: one' },
  { choice: 'ipv6: true', network: { ipv6: true }, byUse: 'nothing' },
  { choice: "acls: 'database'", network: { acls: 'database' }, byUse: 'nothing' },
  {
    choice: 'flowLogs: { s3: true }',
    network: { flowLogs: { s3: true } },
    byUse: '$0.28 for each GB of logs, $5 for each TB that a query reads',
  },
  {
    choice: 'peers: { … }',
    network: { peers: { tokyo: { deployment: 'other', region: 'ap-northeast-1', cidr: '192.168.10.0/24' } } },
    byUse: '$0.01 for each GB between zones, about $0.08 between regions',
  },
  {
    choice: 'access: { clients: { … } }',
    network: {
      access: {
        clients: {
          cidr: '10.100.0.0/22',
          serverCertificateArn: certificate,
          authentication: { certificateArn: certificate },
        },
      },
    },
    byUse: '$0.05 for each hour of each client',
  },
  {
    choice: 'access: { sites: { office: { … } } }',
    network: { access: { sites: { office: { address: '203.0.113.12', ranges: ['192.168.20.0/24'] } } } },
    byUse: '$0.09 for each GB out',
  },
]

export interface ChoiceCost {
  readonly choice: string
  /** US dollars a month at list price, used or not. */
  readonly month: number
  readonly byUse: string
}

/** What a network alone costs a month with each choice, counted from its template. */
export const costOfChoices = (): readonly ChoiceCost[] =>
  choices.map(({ choice, network, byUse }) => {
    const estate = estateSchema.parse({ network, web: { image: 'web:1' }, database: {} })
    const config = { region: 'us-east-1', estate }
    const endpoints = 'vpcId' in estate.network ? [] : endpointsOf(estate.network, config)
    const usages = countStack(networkTemplate(estate.network, endpoints))
    const month = usages.reduce((sum, { item, quantity }) => {
      const { each }: Price = prices[item]
      return sum + quantity * each
    }, 0)
    return { choice, month, byUse }
  })

/** A line of the table in docs/costs.md. */
export const choiceRow = ({ choice, month, byUse }: ChoiceCost): string =>
  `| \`${choice}\` | ${month === 0 ? '–' : `$${month.toFixed(2)}`} | ${byUse} |`
