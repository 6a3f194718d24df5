import { Template } from 'aws-cdk-lib/assertions'
import { composeStacks } from '../../infra/compose.ts'
import { checkConfig, parseConfig } from '../../shared/config/define-config.ts'
import { networkNotes } from '../../shared/config/estate/network-notes.ts'
import type { Proof } from '../../shared/reach/estate/proof.ts'
import { configOf, estateOf, ofType, provenOf } from './estate-stacks.ts'
import { inApp } from './synth.ts'

const now = new Date('2026-11-30T00:00:00Z')
const certificate = 'arn:aws:acm:ap-northeast-2:123456789012:certificate/12345678-1234-1234-1234-123456789012'
const clients = {
  cidr: '10.100.0.0/22',
  serverCertificateArn: certificate,
  authentication: { certificateArn: certificate },
  mayReach: ['database'],
}
const office = { address: '203.0.113.12', ranges: ['192.168.20.0/24', '192.168.21.0/24'], mayReach: ['database'] }
const lab = { address: '203.0.113.13', asn: 65_001, ranges: ['172.16.0.0/16'], routing: 'static' }
const inputOf = (access: object, more: object = {}) =>
  configOf(estateOf({ nat: 'one', acls: 'database', access, ...more }))
const input = inputOf({ clients, sites: { office, lab } })
const holdsOf = (proofs: readonly Proof[]) => proofs.map(({ need: { what, wanted }, holds }) => [wanted, what, holds])

test('an endpoint in each zone whose clients show a certificate, with its own group, its rules and its log; one connection a site', () => {
  inApp((app) => {
    composeStacks(app, parseConfig(input, now))
    // With cdk-nag, which fails the synthesis by what nobody has acknowledged.
    const assembly = app.synth()
    const template = Template.fromJSON(assembly.getStackByName('shop-network').template)
    template.hasResourceProperties('AWS::EC2::ClientVpnEndpoint', {
      ClientCidrBlock: '10.100.0.0/22',
      SplitTunnel: true,
      SessionTimeoutHours: 8,
      SelfServicePortal: 'disabled',
      AuthenticationOptions: [
        { Type: 'certificate-authentication', MutualAuthentication: { ClientRootCertificateChainArn: certificate } },
      ],
      ConnectionLogOptions: { Enabled: true },
    })
    template.resourceCountIs('AWS::EC2::ClientVpnTargetNetworkAssociation', 2)
    template.hasResourceProperties('AWS::EC2::ClientVpnAuthorizationRule', {
      TargetNetworkCidr: '10.1.0.0/16',
      AuthorizeAllGroups: true,
    })
    template.hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: '/nightshift/shop-network/vpn-clients',
      RetentionInDays: 90,
    })
    template.hasResourceProperties('AWS::EC2::CustomerGateway', {
      IpAddress: '203.0.113.12',
      BgpAsn: 65_000,
      Type: 'ipsec.1',
    })
    template.hasResourceProperties('AWS::EC2::VPNConnection', { StaticRoutesOnly: false })
    template.hasResourceProperties('AWS::EC2::VPNConnection', { StaticRoutesOnly: true })
    template.resourceCountIs('AWS::EC2::VPNConnectionRoute', 1)
    template.resourceCountIs('AWS::EC2::VPNGateway', 1)
    const tables = Object.keys(template.findResources('AWS::EC2::RouteTable'))
    for (const range of [...office.ranges, ...lab.ranges])
      expect(
        Object.keys(template.findResources('AWS::EC2::Route', { Properties: { DestinationCidrBlock: range } })),
      ).toHaveLength(tables.length)
    const [propagation] = Object.values(template.findResources('AWS::EC2::VPNGatewayRoutePropagation'))
    expect(propagation?.Properties.RouteTableIds).toHaveLength(tables.length)
    // Keys of tunnels are AWS's: none is in a template.
    expect(JSON.stringify(template.toJSON())).not.toMatch(/PreSharedKey|VpnTunnelOptionsSpecifications/)
  })
})

describe('who reaches whom', () => {
  const { stacks, proofs, problems } = provenOf(input)

  test('clients and sites reach what the config lets them reach', () => {
    expect(problems).toEqual([])
    expect(holdsOf(proofs)).toEqual(
      expect.arrayContaining([
        ['must', 'vpn-clients → database 5432', true],
        ['must', 'site-office → database 5432', true],
        ['never', 'internet → database', true],
      ]),
    )
    expect(holdsOf(proofs).map(([, what]) => what)).not.toContain('site-lab → database 5432')
  })

  test('and nothing else: neither what is not authorized, nor a site that may reach nothing', () => {
    const estate = estateOf({ nat: 'one', access: { clients, sites: { office, lab } } })
    const never = [
      { from: 'vpn-clients', to: 'internet' },
      { from: lab.ranges[0], to: 'database' },
      { from: 'on-premises', to: 'web', port: 22 },
    ]
    const must = [{ from: 'web', to: '192.168.20.7/32', port: 443 }]
    const asked = provenOf(configOf({ ...estate, reach: { never, must } }))
    expect(asked.problems).toEqual([])
    expect(holdsOf(asked.proofs)).toEqual(
      expect.arrayContaining([
        ['must', 'web → 192.168.20.7/32 443', true],
        ['never', 'vpn-clients → internet by all', true],
        ['never', '172.16.0.0/16 → database by all', true],
        ['never', 'on-premises → web 22', true],
      ]),
    )
  })

  test('the database lets clients in by their group, sites by their ranges', () => {
    const inward = ofType(stacks, 'AWS::EC2::SecurityGroupIngress').map(({ properties }) => properties)
    const inline = ofType(stacks, 'AWS::EC2::SecurityGroup').flatMap(
      ({ properties }) => properties.SecurityGroupIngress ?? [],
    )
    const text = JSON.stringify([...inward, ...inline])
    for (const range of office.ranges) expect(text).toContain(range)
    expect(text).not.toContain(lab.ranges[0])
    expect(text).not.toContain(clients.cidr)
  })

  test('without the route of one table, or the rule, the proof names what is missing', () => {
    const broken = provenOf(
      inputOf({ clients: { ...clients, authorize: [{ range: '10.1.1.192/27' }] }, sites: { office } }),
    )
    expect(broken.problems).toEqual([
      expect.stringMatching(
        /^estate\.network: vpn-clients → database 5432 does not hold: No authorization rule .*10\.1\.1\.224\/27/,
      ),
    ])
  })
})

test('what it costs, and what fails with it, is noted at the synthesis', () => {
  const { network } = parseConfig(input, now).estate ?? {}
  if (!network || 'vpcId' in network) throw new Error('The network is a new one')
  expect(networkNotes(network, []).slice(1)).toEqual([
    expect.stringMatching(/^estate\.network\.access\.clients: an endpoint in 2 zones, about \$146 a month and \$0\.05/),
    expect.stringMatching(/^estate\.network\.access\.sites: 2 VPN connections, about \$73 a month/),
  ])
})

test.each<[string, object, object, string]>([
  [
    'a range too small',
    { clients: { ...clients, cidr: '10.100.0.0/24' } },
    {},
    'clients.cidr: "10.100.0.0/24" is not allowed; expected a range from /12 to /22',
  ],
  [
    'a range too large',
    { clients: { ...clients, cidr: '172.0.0.0/8' } },
    {},
    'clients.cidr: "172.0.0.0/8" is not allowed; expected a range from /12 to /22',
  ],
  [
    'the range of the network',
    { clients: { ...clients, cidr: '10.1.0.0/20' } },
    {},
    'clients.cidr: "10.1.0.0/20" is not allowed; expected a range that does not overlap that of this network (10.1.0.0/16)',
  ],
  [
    'the range of a peer',
    { clients: { ...clients, cidr: '10.96.0.0/12' } },
    { peers: { tokyo: { deployment: 'other', region: 'ap-northeast-1', cidr: '10.100.3.0/24' } } },
    'clients.cidr: "10.96.0.0/12" is not allowed; expected a range that does not overlap that of the peer tokyo (10.100.3.0/24)',
  ],
  [
    'the range of the clients at a site',
    { clients, sites: { office: { ...office, ranges: ['10.100.1.0/24'] } } },
    {},
    'sites.office.ranges[0]: "10.100.1.0/24" is not allowed; expected a range that does not overlap that of the VPN\'s clients (10.100.0.0/22)',
  ],
  [
    'one range at two sites',
    { sites: { office, lab: { ...lab, ranges: ['192.168.20.128/25'] } } },
    {},
    'sites.lab.ranges[0]: "192.168.20.128/25" is not allowed; expected a range that does not overlap that of the site office (192.168.20.0/24)',
  ],
  [
    'a certificate of another region',
    { clients: { ...clients, serverCertificateArn: certificate.replace('ap-northeast-2', 'us-east-1') } },
    {},
    'expected a certificate in ap-northeast-2, where the endpoint is',
  ],
  [
    'nobody who could sign in',
    { clients: { ...clients, authentication: {} } },
    {},
    'clients.authentication: {} is not allowed; expected certificateArn, directoryId or samlProviderArn',
  ],
  [
    'two directories',
    {
      clients: {
        ...clients,
        authentication: {
          directoryId: 'd-0123456789',
          samlProviderArn: 'arn:aws:iam::123456789012:saml-provider/people',
        },
      },
    },
    {},
    'expected either directoryId or samlProviderArn',
  ],
  [
    'a group of certificates',
    { clients: { ...clients, authorize: [{ range: '10.1.0.0/16', group: 'leads' }] } },
    {},
    'expected no group: certificates have none',
  ],
  [
    'a part that there is not',
    { clients: { ...clients, mayReach: ['cache'] } },
    {},
    'clients.mayReach[0]: "cache" is not allowed; expected one of database',
  ],
  [
    'a device with a private address',
    { sites: { office: { ...office, address: '192.168.1.1' } } },
    {},
    'sites.office.address: "192.168.1.1" is not allowed; expected an address on the internet',
  ],
  [
    'one device for two sites',
    { sites: { office, lab: { ...lab, address: office.address } } },
    {},
    'expected another address than that of office',
  ],
  [
    "AWS's own number",
    { sites: { office: { ...office, asn: 64_512 } } },
    {},
    "sites.office.asn: 64512 is not allowed; expected another number than that of AWS's side, which is 64512",
  ],
  ['no range', { sites: { office: { ...office, ranges: [] } } }, {}, 'sites.office.ranges'],
  [
    'what is no certificate',
    { clients: { ...clients, serverCertificateArn: 'server' } },
    {},
    'clients.serverCertificateArn: "server" is not allowed; expected the ARN of an ACM certificate',
  ],
])('%s is refused', (_, access, more, wanted) => {
  const { problems } = checkConfig(inputOf(access, more), now)
  expect(problems.join('\n')).toContain(wanted)
})

test('people of a directory, of a provider, and groups of them', () => {
  const endpointOf = (more: object) => {
    const { stacks } = provenOf(inputOf({ clients: { ...clients, ...more } }))
    return {
      options: ofType(stacks, 'AWS::EC2::ClientVpnEndpoint').map(({ properties }) => properties.AuthenticationOptions),
      routes: ofType(stacks, 'AWS::EC2::ClientVpnRoute').map(({ properties }) => properties.DestinationCidrBlock),
      rules: ofType(stacks, 'AWS::EC2::ClientVpnAuthorizationRule').map(({ properties }) => properties),
    }
  }
  const saml = 'arn:aws:iam::123456789012:saml-provider/people'
  const people = endpointOf({
    authentication: { samlProviderArn: saml },
    authorize: [
      { range: '10.1.0.0/16', group: 'leads' },
      { range: '192.168.20.0/24', group: 'leads' },
    ],
  })
  expect(people.options).toEqual([
    [{ Type: 'federated-authentication', FederatedAuthentication: { SAMLProviderArn: saml } }],
  ])
  expect(people.rules).toMatchObject([
    { TargetNetworkCidr: '10.1.0.0/16', AccessGroupId: 'leads' },
    { TargetNetworkCidr: '192.168.20.0/24', AccessGroupId: 'leads' },
  ])
  // To the VPC an endpoint has routes by itself.
  expect(people.routes).toEqual(['192.168.20.0/24', '192.168.20.0/24'])
  expect(people.rules[0]).not.toHaveProperty('AuthorizeAllGroups', true)
  expect(endpointOf({ authentication: { directoryId: 'd-0123456789', certificateArn: certificate } }).options).toEqual([
    [
      { Type: 'certificate-authentication', MutualAuthentication: { ClientRootCertificateChainArn: certificate } },
      { Type: 'directory-service-authentication', ActiveDirectory: { DirectoryId: 'd-0123456789' } },
    ],
  ])
})
