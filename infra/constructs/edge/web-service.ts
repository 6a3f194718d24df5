import { Duration, Stack } from 'aws-cdk-lib'
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront'
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins'
import type { Construct } from 'constructs'

/** The web service, as CloudFront sees it. */
export interface WebOrigin {
  /** Name of the load balancer. */
  readonly domainName: string
  readonly speaksHttps: boolean
}

/** What the distribution does with whatever goes to the web service: `live` is never kept, `kept` as long as `Cache-Control` says. */
export const webBehaviors = (
  scope: Construct,
  { domainName, speaksHttps }: WebOrigin,
  name: string,
): { readonly live: cloudfront.BehaviorOptions; readonly kept: () => cloudfront.BehaviorOptions } => {
  const shared = {
    origin: new HttpOrigin(domainName, {
      protocolPolicy: speaksHttps
        ? cloudfront.OriginProtocolPolicy.HTTPS_ONLY
        : cloudfront.OriginProtocolPolicy.HTTP_ONLY,
      // The load balancer waits for 60 seconds; CloudFront is the one to give up first.
      readTimeout: Duration.seconds(59),
      keepaliveTimeout: Duration.seconds(59),
    }),
    viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
  }
  return {
    live: {
      ...shared,
      allowedMethods: cloudfront.AllowedMethods.ALLOW_ALL,
      cachePolicy: cloudfront.CachePolicy.CACHING_DISABLED,
      // With the name that was asked for, which the balancer's certificate must have.
      originRequestPolicy: cloudfront.OriginRequestPolicy.ALL_VIEWER,
    },
    kept: () => ({
      ...shared,
      allowedMethods: cloudfront.AllowedMethods.ALLOW_GET_HEAD_OPTIONS,
      cachePolicy: new cloudfront.CachePolicy(scope, 'Cached', {
        // Names are the account's, in all regions.
        cachePolicyName: `${name}-edge-cached-${Stack.of(scope).region}`,
        comment: 'As long as Cache-Control says, for everybody alike',
        minTtl: Duration.seconds(0),
        defaultTtl: Duration.seconds(0),
        maxTtl: Duration.days(365),
        headerBehavior: cloudfront.CacheHeaderBehavior.allowList('Host'),
        queryStringBehavior: cloudfront.CacheQueryStringBehavior.all(),
        cookieBehavior: cloudfront.CacheCookieBehavior.none(),
        enableAcceptEncodingGzip: true,
        enableAcceptEncodingBrotli: true,
      }),
    }),
  }
}
