import { Template } from 'aws-cdk-lib/assertions'
import { composeStacks } from '../../infra/compose.ts'
import { checkConfig, parseConfig } from '../../shared/config/define-config.ts'
import { proveStacks } from '../../shared/reach/estate/proof.ts'
import { broken, configOf, estateOf, ofType, provenOf, withChange } from './estate-stacks.ts'
import { inApp } from './synth.ts'

const now = new Date('2026-11-30T00:00:00Z')
const certificateArn = 'arn:aws:acm:ap-northeast-2:123456789012:certificate/12345678-1234-1234-1234-123456789012'

test.each([
  [{}, 80],
  [{ certificateArn }, 443],
])('behind CloudFront the balancer lets in its list alone, on one port: %j', (web, port) => {
  inApp((app) => {
    composeStacks(app, parseConfig(configOf(estateOf({}, { web: { from: 'cloudfront', ...web } })), now))
    const template = Template.fromJSON(app.synth().getStackByName('shop-web').template)
    const rules = [
      ...Object.values(template.findResources('AWS::EC2::SecurityGroupIngress')).map(({ Properties }) => Properties),
      ...Object.values(template.findResources('AWS::EC2::SecurityGroup')).flatMap(
        ({ Properties }) => Properties.SecurityGroupIngress ?? [],
      ),
    ]
    expect(rules.filter(({ SourcePrefixListId }) => SourcePrefixListId)).toMatchObject([
      { SourcePrefixListId: 'pl-22a6434b', FromPort: port, ToPort: port, IpProtocol: 'tcp' },
    ])
    expect(JSON.stringify(rules)).not.toContain('0.0.0.0/0')
    template.resourceCountIs('AWS::ElasticLoadBalancingV2::Listener', 1)
  })
})

test('the proof is of the way from the balancer on, since only AWS knows the addresses of CloudFront', () => {
  const { config, stacks, proofs, problems } = provenOf(configOf(estateOf({}, { web: { from: 'cloudfront' } })))
  expect(problems).toEqual([])
  expect(broken(proofs)).toEqual([])
  const needs = proofs.map(({ need }) => need.what)
  expect(needs).toContain('balancer → web 8080')
  expect(needs.filter((what) => what.startsWith('internet → balancer'))).toEqual([])
  const [rule] = ofType(stacks, 'AWS::EC2::SecurityGroupIngress').filter(({ id }) =>
    id.includes('fromshopwebBalancerGroup'),
  )
  const cut = withChange(stacks, rule?.stack ?? '', rule?.id ?? '', () => undefined)
  expect(broken(proveStacks(config, cut))).toEqual(['balancer → web 8080'])
})

test('a region whose list is not known is refused', () => {
  const problems = checkConfig(
    configOf(estateOf({}, { web: { from: 'cloudfront' } }), { region: 'af-south-1' }),
    now,
  ).problems
  expect(problems).toContainEqual(
    expect.stringMatching(
      /^estate\.web\.from: "cloudfront" is not allowed; expected 'everyone': the id of CloudFront's/,
    ),
  )
})
