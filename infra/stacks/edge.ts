import { CfnOutput, CrossStackReferences, ReferenceStrength, Stack, type StackProps, Validations } from 'aws-cdk-lib'
import * as acm from 'aws-cdk-lib/aws-certificatemanager'
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront'
import * as route53 from 'aws-cdk-lib/aws-route53'
import { CloudFrontTarget } from 'aws-cdk-lib/aws-route53-targets'
import type { Construct } from 'constructs'
import { type EdgeConfig, webPathsOf } from '../../shared/config/estate/edge-schema.ts'
import type { EdgeGuard } from '../constructs/edge/guard.ts'
import { makeSite } from '../constructs/edge/site.ts'
import { type WebOrigin, webBehaviors } from '../constructs/edge/web-service.ts'

export interface EdgeStackProps extends StackProps {
  /** Name of the deployment. */
  readonly deployment: string
  readonly config: EdgeConfig
  /** The web service, where there is one. */
  readonly web?: WebOrigin | undefined
  /** What the firewall adds. Left out: no firewall reads its logs. */
  readonly guard?: EdgeGuard | undefined
}

const priceClasses = {
  '100': cloudfront.PriceClass.PRICE_CLASS_100,
  '200': cloudfront.PriceClass.PRICE_CLASS_200,
  all: cloudfront.PriceClass.PRICE_CLASS_ALL,
} as const

const restriction = (countries: NonNullable<EdgeConfig['countries']>): cloudfront.GeoRestriction =>
  'only' in countries
    ? cloudfront.GeoRestriction.allowlist(...countries.only)
    : cloudfront.GeoRestriction.denylist(...countries.except)

/** CloudFront before the web service, before a site of files, or before both: over HTTPS, under names of one's own. */
export class EdgeStack extends Stack {
  constructor(scope: Construct, id: string, { deployment, config, web, guard, ...props }: EdgeStackProps) {
    super(scope, id, props)
    // What it takes of other stacks is read when it is deployed: nothing there is held fast by it.
    CrossStackReferences.of(this).consume(ReferenceStrength.WEAK)
    const { domains, certificateArn, countries, priceClass } = config
    const distribution = new cloudfront.Distribution(this, 'Edge', {
      comment: `What people see of ${deployment}`,
      httpVersion: cloudfront.HttpVersion.HTTP2_AND_3,
      priceClass: priceClasses[priceClass],
      ...this.behaviors(deployment, config, web),
      ...(config.site ? { defaultRootObject: 'index.html' } : {}),
      ...(config.site?.notFound
        ? { errorResponses: [{ httpStatus: 404, responseHttpStatus: 404, responsePagePath: config.site.notFound }] }
        : {}),
      ...(countries ? { geoRestriction: restriction(countries) } : {}),
      ...(guard ? { webAclId: guard.webAclArn, logBucket: guard.logs, logFilePrefix: guard.logsPrefix } : {}),
      ...(certificateArn
        ? {
            domainNames: [...domains],
            certificate: acm.Certificate.fromCertificateArn(this, 'Certificate', certificateArn),
            minimumProtocolVersion: cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
          }
        : {}),
    })
    this.acknowledge(distribution, config, { web, isGuarded: guard !== undefined })
    this.lead(distribution, config)
    const domain = domains.find((each) => !each.startsWith('*')) ?? distribution.distributionDomainName
    new CfnOutput(this, 'EdgeAddress', { value: `https://${domain}` })
    new CfnOutput(this, 'EdgeDistribution', { value: distribution.distributionId })
  }

  private behaviors(
    deployment: string,
    config: EdgeConfig,
    web: WebOrigin | undefined,
  ): Pick<cloudfront.DistributionProps, 'defaultBehavior' | 'additionalBehaviors'> {
    const site = config.site && makeSite(this, config.site)
    const service = web && webBehaviors(this, web, deployment)
    const defaultBehavior = site ?? service?.live
    if (!defaultBehavior) throw new RangeError('The edge has nothing to serve, which the config refuses before')
    if (!service) return { defaultBehavior }
    const kept = config.cached.length > 0 ? service.kept() : undefined
    return {
      defaultBehavior,
      // The first that fits counts: what is named more closely comes first in the config.
      additionalBehaviors: {
        ...(kept ? Object.fromEntries(config.cached.map((path) => [path, kept])) : {}),
        ...Object.fromEntries(webPathsOf(config, true).map((path) => [path, service.live])),
      },
    }
  }

  /** Has the domains lead here, by IPv4 and IPv6. */
  private lead(distribution: cloudfront.Distribution, { domains, zone: known }: EdgeConfig): void {
    if (!known) return
    const zone = route53.HostedZone.fromHostedZoneAttributes(this, 'Zone', {
      hostedZoneId: known.id,
      zoneName: known.name,
    })
    const target = route53.RecordTarget.fromAlias(new CloudFrontTarget(distribution))
    for (const domain of domains) {
      const recordName = `${domain}.`
      new route53.ARecord(this, `A-${domain}`, { zone, recordName, target })
      new route53.AaaaRecord(this, `AAAA-${domain}`, { zone, recordName, target })
    }
  }

  private acknowledge(
    distribution: cloudfront.Distribution,
    { countries, domains }: EdgeConfig,
    { web, isGuarded }: { readonly web: WebOrigin | undefined; readonly isGuarded: boolean },
  ): void {
    if (!isGuarded)
      Validations.of(distribution).acknowledge(
        { id: 'AwsSolutions-CFR2', reason: 'A web ACL costs $5 a month: it comes with the firewall.' },
        {
          id: 'AwsSolutions-CFR3',
          reason: 'Access logs would name people by their addresses, and nothing reads them.',
        },
      )
    if (!countries)
      Validations.of(distribution).acknowledge({
        id: 'AwsSolutions-CFR1',
        reason: 'A shop wants to be seen everywhere, unless its config names countries.',
      })
    if (domains.length === 0)
      Validations.of(distribution).acknowledge({
        id: 'AwsSolutions-CFR4',
        reason: "The certificate of cloudfront.net cannot be held to a version of TLS; a domain of one's own can.",
      })
    if (web && !web.speaksHttps)
      Validations.of(distribution).acknowledge({
        id: 'AwsSolutions-CFR5',
        reason: 'The load balancer has no certificate, and speaks HTTP alone (estate.web.certificateArn).',
      })
  }
}
