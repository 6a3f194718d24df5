import { Duration } from 'aws-cdk-lib'
import type * as ecs from 'aws-cdk-lib/aws-ecs'
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2'
import type { WebConfig } from '../../../shared/config/estate/schema.ts'
import { durationSeconds } from '../../../shared/config/values.ts'
import { containerName } from './task.ts'

/** Has a listener forward to the tasks of the service that answer 200 where the config says. */
export const addTargets = (
  listener: elb.ApplicationListener,
  service: ecs.FargateService,
  { port, healthPath, stickiness, deregistrationDelay }: WebConfig,
): elb.ApplicationTargetGroup =>
  listener.addTargets('Web', {
    port,
    protocol: elb.ApplicationProtocol.HTTP,
    targets: [service.loadBalancerTarget({ containerName, containerPort: port })],
    deregistrationDelay: Duration.seconds(durationSeconds(deregistrationDelay)),
    ...(stickiness ? { stickinessCookieDuration: Duration.seconds(durationSeconds(stickiness)) } : {}),
    healthCheck: {
      path: healthPath,
      healthyHttpCodes: '200',
      interval: Duration.seconds(15),
      timeout: Duration.seconds(5),
      healthyThresholdCount: 2,
      unhealthyThresholdCount: 3,
    },
  })
