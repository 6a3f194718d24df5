import type * as ecs from 'aws-cdk-lib/aws-ecs'
import type { WebConfig } from '../../../shared/config/estate/schema.ts'

/** Has the number of tasks follow the load. It belongs to scaling: a deployment leaves it as it is. */
export const scale = (service: ecs.FargateService, { min, max }: WebConfig): void => {
  service
    .autoScaleTaskCount({ minCapacity: min, maxCapacity: max })
    .scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 70 })
}
