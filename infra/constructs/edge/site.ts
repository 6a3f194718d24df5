import { CfnOutput, Duration, RemovalPolicy } from 'aws-cdk-lib'
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront'
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins'
import * as iam from 'aws-cdk-lib/aws-iam'
import type * as s3 from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'
import type { EdgeConfig } from '../../../shared/config/estate/edge-schema.ts'
import { makeClosedBucket } from '../closed-bucket.ts'

/** Rewrites what is asked of the site alone: an error page of the distribution would be given for the web service too. */
export const rewriting = (singlePage: boolean): string => `function handler(event) {
  var request = event.request
  var last = request.uri.slice(request.uri.lastIndexOf('/') + 1)
  ${
    singlePage
      ? "if (last.indexOf('.') === -1) request.uri = '/index.html'"
      : "if (last === '') request.uri += 'index.html'\n  else if (last.indexOf('.') === -1) request.uri += '/index.html'"
  }
  return request
}
`

const makeBucket = (scope: Construct): s3.Bucket =>
  makeClosedBucket(scope, 'Site', 'CloudFront alone reads it; who changed it is in CloudTrail.', {
    versioned: true,
    // What a deployment replaced can be taken back for a month.
    lifecycleRules: [
      { noncurrentVersionExpiration: Duration.days(30), abortIncompleteMultipartUploadAfter: Duration.days(7) },
      { expiredObjectDeleteMarker: true },
    ],
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  })

/**
 * A private bucket of files that CloudFront serves: cached, compressed, over HTTPS alone. Its name is the output `SiteBucket`.
 * @returns what the distribution does with whatever goes to the site
 */
export const makeSite = (
  scope: Construct,
  { singlePage }: NonNullable<EdgeConfig['site']>,
): cloudfront.BehaviorOptions => {
  const bucket = makeBucket(scope)
  // Without it S3 answers 403 for what is not there, as it must not say what is.
  bucket.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'SayWhatIsNotThere',
      principals: [new iam.ServicePrincipal('cloudfront.amazonaws.com')],
      actions: ['s3:ListBucket'],
      resources: [bucket.bucketArn],
      conditions: { ArnLike: { 'aws:SourceArn': `arn:aws:cloudfront::${bucket.stack.account}:distribution/*` } },
    }),
  )
  new CfnOutput(scope, 'SiteBucket', { value: bucket.bucketName })
  return {
    // The cast is for exactOptionalPropertyTypes, which CDK's own types do not follow.
    origin: S3BucketOrigin.withOriginAccessControl(bucket as s3.IBucket),
    viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
    allowedMethods: cloudfront.AllowedMethods.ALLOW_GET_HEAD_OPTIONS,
    cachePolicy: cloudfront.CachePolicy.CACHING_OPTIMIZED,
    responseHeadersPolicy: cloudfront.ResponseHeadersPolicy.SECURITY_HEADERS,
    functionAssociations: [
      {
        eventType: cloudfront.FunctionEventType.VIEWER_REQUEST,
        function: new cloudfront.Function(scope, 'SitePaths', {
          comment: singlePage ? 'Gives the single page for every path' : 'Gives the index.html of a folder',
          runtime: cloudfront.FunctionRuntime.JS_2_0,
          code: cloudfront.FunctionCode.fromInline(rewriting(singlePage)),
        }),
      },
    ],
  }
}
