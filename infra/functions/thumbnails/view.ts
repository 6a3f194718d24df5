import { createHash, createPublicKey } from 'node:crypto'
import { Duration, type Stack, Validations } from 'aws-cdk-lib'
import * as acm from 'aws-cdk-lib/aws-certificatemanager'
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront'
import { FunctionUrlOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins'
import * as iam from 'aws-cdk-lib/aws-iam'
import type * as lambda from 'aws-cdk-lib/aws-lambda'
import type * as s3 from 'aws-cdk-lib/aws-s3'
import { carriedPattern, viewerRequest } from '../../../functions/thumbnails/rules/carried-path.ts'
import { requestsFolder } from '../../../functions/thumbnails/rules/recipe.ts'
import type { ViewConfig } from '../../../shared/config/thumbnails/view.ts'
import type { EdgeGuard } from '../../constructs/edge/guard.ts'
import type { Foundation } from '../../constructs/foundation.ts'

/**
 * A key of CloudFront never changes, so that another one is another resource: its id is made of what it says, however the
 * PEM is broken into lines.
 */
const keyOf = (stack: Stack, pem: string): cloudfront.PublicKey => {
  const bytes = createPublicKey(pem).export({ type: 'spki', format: 'der' })
  const id = `ViewKey${createHash('sha256').update(bytes).digest('hex').slice(0, 12)}`
  const found = stack.node.tryFindChild(id)
  return found instanceof cloudfront.PublicKey ? found : new cloudfront.PublicKey(stack, id, { encodedKey: pem.trim() })
}

/**
 * Only the function, which asks for a signature, gives out pictures made on request: anyone who knows an original and the recipe could work out
 * their keys. That includes those that an earlier config had made.
 */
const keepFromView = (thumbnails: s3.Bucket): void => {
  thumbnails.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'OnlySigned',
      effect: iam.Effect.DENY,
      principals: [new iam.ServicePrincipal('cloudfront.amazonaws.com')],
      actions: ['s3:GetObject'],
      resources: [thumbnails.arnForObjects(`${requestsFolder}*`)],
    }),
  )
}

/**
 * What `SECURITY_HEADERS` adds, and that what an address with `format=auto` gives depends on `Accept`, for caches behind CloudFront. It is added here, and not
 * by the function: CloudFront takes out of `Vary` what it does not forward.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html
 */
const varyingHeaders = (stack: Stack, { config }: Foundation): cloudfront.ResponseHeadersPolicy =>
  new cloudfront.ResponseHeadersPolicy(stack, 'RequestsHeaders', {
    // Names are the account's, in all regions.
    responseHeadersPolicyName: `${config.name}-requests-${stack.region}`,
    comment: 'Security headers, and Vary for format=auto',
    customHeadersBehavior: { customHeaders: [{ header: 'Vary', value: 'Accept', override: true }] },
    securityHeadersBehavior: {
      contentTypeOptions: { override: true },
      frameOptions: { frameOption: cloudfront.HeadersFrameOption.SAMEORIGIN, override: false },
      referrerPolicy: {
        referrerPolicy: cloudfront.HeadersReferrerPolicy.STRICT_ORIGIN_WHEN_CROSS_ORIGIN,
        override: false,
      },
      strictTransportSecurity: { accessControlMaxAge: Duration.days(365), override: false },
      xssProtection: { protection: true, modeBlock: true, override: false },
    },
  })

/**
 * Pictures on request, in a folder of their own: a path pattern can have no `=` and no comma (CloudFront says which it can have when it refuses one:
 * https://github.com/anomalyco/sst/issues/5136). Their own signature is part of the path, and with it of the key of the cache, so that no
 * address is ever answered with what another one was allowed. Neither query nor headers are forwarded. What `viewerRequest` carries paths in is refused by it
 * where it is asked for.
 */
const onRequest = (
  stack: Stack,
  foundation: Foundation,
  requested: lambda.FunctionUrl,
): Record<string, cloudfront.BehaviorOptions> => {
  const behavior: cloudfront.BehaviorOptions = {
    // Longer than the function may take.
    origin: FunctionUrlOrigin.withOriginAccessControl(requested, { readTimeout: Duration.seconds(60) }),
    viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
    allowedMethods: cloudfront.AllowedMethods.ALLOW_GET_HEAD,
    cachePolicy: cloudfront.CachePolicy.CACHING_OPTIMIZED,
    responseHeadersPolicy: varyingHeaders(stack, foundation),
    compress: false,
    functionAssociations: [
      {
        eventType: cloudfront.FunctionEventType.VIEWER_REQUEST,
        function: new cloudfront.Function(stack, 'ViewRequest', {
          comment: 'Refuses addresses of pictures that have expired, and carries paths to the function',
          runtime: cloudfront.FunctionRuntime.JS_2_0,
          code: cloudfront.FunctionCode.fromInline(viewerRequest),
        }),
      },
    ],
  }
  return { [`/${requestsFolder}*`]: behavior, [carriedPattern]: behavior }
}

/**
 * Serves the thumbnails over HTTPS while their bucket stays private: only this distribution may read it, by its origin
 * access control. With a key, only addresses that were signed with it, or with one before it, are served.
 * @param requested address of the function that makes pictures on request
 * @returns its address, without a slash at the end
 */
export const addView = (
  stack: Stack,
  foundation: Foundation,
  thumbnails: s3.Bucket,
  { signed, domain }: ViewConfig,
  {
    guard,
    requested,
  }: { readonly guard?: EdgeGuard | undefined; readonly requested?: lambda.FunctionUrl | undefined } = {},
): string => {
  keepFromView(thumbnails)
  const key = signed && keyOf(stack, signed.publicKey)
  const keys = signed && [...new Set([signed.publicKey, ...signed.previousPublicKeys].map((pem) => keyOf(stack, pem)))]
  const distribution = new cloudfront.Distribution(stack, 'View', {
    comment: `Thumbnails of ${foundation.config.name}`,
    httpVersion: cloudfront.HttpVersion.HTTP2_AND_3,
    defaultBehavior: {
      // The cast is for exactOptionalPropertyTypes, which CDK's own types do not follow.
      origin: S3BucketOrigin.withOriginAccessControl(thumbnails as s3.IBucket),
      viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
      allowedMethods: cloudfront.AllowedMethods.ALLOW_GET_HEAD,
      cachePolicy: cloudfront.CachePolicy.CACHING_OPTIMIZED,
      responseHeadersPolicy: cloudfront.ResponseHeadersPolicy.SECURITY_HEADERS,
      // They are compressed already.
      compress: false,
      ...(keys ? { trustedKeyGroups: [new cloudfront.KeyGroup(stack, 'ViewKeys', { items: keys })] } : {}),
    },
    ...(requested ? { additionalBehaviors: onRequest(stack, foundation, requested) } : {}),
    ...(guard ? { webAclId: guard.webAclArn, logBucket: guard.logs, logFilePrefix: guard.logsPrefix } : {}),
    ...(domain
      ? {
          domainNames: [domain.name],
          minimumProtocolVersion: cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
          certificate: acm.Certificate.fromCertificateArn(stack, 'ViewCertificate', domain.certificateArn),
        }
      : {}),
  })
  Validations.of(distribution).acknowledge({
    id: 'AwsSolutions-CFR1',
    reason: 'A shop wants its pictures to be seen everywhere.',
  })
  if (!guard)
    Validations.of(distribution).acknowledge(
      { id: 'AwsSolutions-CFR2', reason: 'It serves files of a bucket and runs nothing; a web ACL costs $5 a month.' },
      { id: 'AwsSolutions-CFR3', reason: 'Access logs would name people by their addresses, and nothing reads them.' },
    )
  // Without a domain of one's own CloudFront's certificate is used, and with it the lowest version of TLS that it takes.
  if (!domain)
    Validations.of(distribution).acknowledge({
      id: 'AwsSolutions-CFR4',
      reason: "The certificate of cloudfront.net cannot be held to a version of TLS; a domain of one's own can.",
    })
  const address = `https://${domain?.name ?? distribution.distributionDomainName}`
  foundation.output('ThumbnailsAddress', address)
  if (requested) foundation.output('RequestsAddress', `${address}/@`)
  if (key) foundation.output('ThumbnailsKeyId', key.publicKeyId)
  return address
}
