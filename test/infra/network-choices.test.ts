import { CfnResource, Stack } from 'aws-cdk-lib'
import { SynthesisMessageLevel } from 'aws-cdk-lib/cx-api'
import { composeStacks } from '../../infra/compose.ts'
import { limitProblems } from '../../infra/limits/limits.ts'
import type { StackTemplate } from '../../infra/limits/template.ts'
import { parseConfig } from '../../shared/config/define-config.ts'
import { reachProblems } from '../../shared/reach/estate/proof.ts'
import { configOf, estateOf, image } from './estate-stacks.ts'
import { type Factors, pairwise, type Row } from './pairwise.ts'
import { inApp } from './synth.ts'

const layouts: Readonly<Record<string, object>> = {
  default: {},
  'three zones': {
    zones: ['a', 'b', 'c'],
    public: ['10.1.1.0/26', '10.1.1.64/26', '10.1.2.0/26'],
    app: ['10.1.1.128/27', '10.1.1.160/27', '10.1.2.64/27'],
    database: ['10.1.1.192/27', '10.1.1.224/27', '10.1.2.96/27'],
  },
  // The second one of the notes, with a second zone for the balancer.
  'one app subnet': {
    cidr: '10.0.0.0/16',
    public: ['10.0.2.0/24', '10.0.3.0/24'],
    app: ['10.0.1.0/24'],
    database: ['10.0.100.0/24', '10.0.200.0/24'],
  },
}

const certificateArn = 'arn:aws:acm:ap-northeast-2:123456789012:certificate/12345678-1234-1234-1234-123456789012'

const vpnAccess = {
  clients: {
    cidr: '10.100.0.0/22',
    serverCertificateArn: certificateArn,
    authentication: { certificateArn },
    mayReach: ['database'],
  },
  sites: { office: { address: '203.0.113.12', ranges: ['192.168.20.0/24'], mayReach: ['database'] } },
}

const factors: Factors = {
  nat: ['none', 'one', 'per-zone', 'regional'],
  layout: Object.keys(layouts),
  endpoints: ['', 'fargate'],
  acls: ['none', 'database'],
  flowLogs: ['', 's3'],
  ipv6: ['', 'on'],
  peers: ['', 'tokyo'],
  connect: ['', 'on'],
  vpn: ['', 'on'],
  certificate: ['', 'on'],
}

/** In public subnets tasks are not let in by the ACL: that this is refused is tested with the ACLs. */
const mayBe = ({ nat, endpoints, acls }: Row): boolean => acls === 'none' || nat !== 'none' || endpoints === 'fargate'

const estateIn = ({ nat, layout = '', endpoints, acls, flowLogs, ipv6, peers, connect, vpn, certificate }: Row) => ({
  ...estateOf(
    {
      ...layouts[layout],
      nat,
      acls,
      ...(endpoints ? { endpoints } : {}),
      flowLogs: { s3: flowLogs === 's3' },
      ipv6: ipv6 === 'on',
      peers: peers ? { tokyo: { deployment: 'shop-tokyo', region: 'ap-northeast-1', cidr: '192.168.10.0/24' } } : {},
      ...(vpn ? { access: vpnAccess } : {}),
    },
    {
      web: certificate ? { certificateArn } : {},
    },
  ),
  access: { connect: connect === 'on', image },
})

/** cdk-nag looks at each, and fails the synthesis by what nobody has acknowledged. */
const refusals = (row: Row): readonly string[] =>
  inApp((app) => {
    const config = parseConfig(configOf(estateIn(row)), new Date('2026-11-30T00:00:00Z'))
    composeStacks(app, config)
    const counts = app.node.children
      .filter(Stack.isStack)
      .map((stack) => stack.node.findAll().filter(CfnResource.isCfnResource).length)
    const { stacks } = app.synth()
    return [
      ...(Math.max(...counts) > 500 ? [`${Math.max(...counts)} resources`] : []),
      ...stacks.flatMap(({ messages }) =>
        messages.filter(({ level }) => level !== SynthesisMessageLevel.INFO).map(({ entry }) => String(entry.data)),
      ),
      ...stacks.flatMap(({ stackName, template, environment }) =>
        limitProblems(stackName, template as StackTemplate, environment.region),
      ),
      ...reachProblems(
        config,
        stacks.map(({ stackName, environment, template }) => ({
          name: stackName,
          region: environment.region,
          template,
        })),
      ),
    ]
  })

const rows = pairwise(factors, mayBe)

test('every two choices stand together in one of a few deployments', () => {
  expect(rows.length).toBeLessThanOrEqual(16)
  for (const [name, values] of Object.entries(factors))
    expect(new Set(rows.map((row) => row[name]))).toEqual(new Set(values))
})

test.each(rows)(
  'nat: $nat, $layout, endpoints: $endpoints, acls: $acls, flow logs: $flowLogs, IPv6: $ipv6, peers: $peers, connect: $connect, VPN: $vpn, certificate: $certificate',
  (row) => {
    expect(refusals(row)).toEqual([])
  },
)
