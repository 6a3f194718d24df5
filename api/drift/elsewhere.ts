import type { Deployment } from '../deployment.ts'

/** What decides what is governed elsewhere. */
export type Place = Pick<Deployment, 'config' | 'local'>

/** One property of one type of resource that something else than the template decides. */
interface Elsewhere {
  readonly type: string
  /** The property's path as CloudFormation writes it, such as `/Actions/0/ForwardConfig`. */
  readonly path: RegExp
  readonly by: string
  /** Left out: in every deployment. */
  readonly where?: (place: Place) => boolean
  /** Left out: whatever the values are. */
  readonly between?: (expected: string, actual: string) => boolean
}

const hasHours = ({ config: { hours } }: Place): boolean => hours !== undefined
const hasLifecycle = ({ config: { lifecycle } }: Place): boolean => lifecycle !== undefined

/** 16 and 16.9, but not 16 and 17, nor 1 and 16. */
const isMinorOf = (expected: string, actual: string): boolean => actual.startsWith(`${expected}.`)
const isMore = (expected: string, actual: string): boolean => Number(actual) > Number(expected)

const size = 'its scaling policy, a calendar of hours, or a deployment'

const list: readonly Elsewhere[] = [
  { type: 'AWS::WAFv2::IPSet', path: /^\/Addresses/, by: 'the firewall, which blocks and releases' },
  { type: 'AWS::ECS::Service', path: /^\/DesiredCount$/, by: size },
  { type: 'AWS::AutoScaling::AutoScalingGroup', path: /^\/DesiredCapacity$/, by: size },
  {
    type: 'AWS::AutoScaling::AutoScalingGroup',
    path: /^\/M(in|ax)Size$/,
    by: 'a calendar of hours',
    where: hasHours,
  },
  {
    type: 'AWS::ApplicationAutoScaling::ScalableTarget',
    path: /^\/M(in|ax)Capacity$/,
    by: 'a calendar of hours',
    where: hasHours,
  },
  {
    type: 'AWS::S3::Bucket',
    path: /^\/(LifecycleConfiguration|IntelligentTieringConfigurations)/,
    by: 'lifecycle, which puts back what is not as the config says',
    where: hasLifecycle,
  },
  { type: 'AWS::Logs::LogGroup', path: /^\/RetentionInDays$/, by: 'lifecycle.retention', where: hasLifecycle },
  { type: 'AWS::SQS::Queue', path: /^\/MessageRetentionPeriod$/, by: 'lifecycle.retention', where: hasLifecycle },
  {
    type: 'AWS::RDS::DBInstance',
    path: /^\/AllocatedStorage$/,
    by: 'storage autoscaling, which only enlarges',
    between: isMore,
  },
  { type: 'AWS::RDS::DBInstance', path: /^\/EngineVersion$/, by: 'minor version upgrades of RDS', between: isMinorOf },
  { type: 'AWS::RDS::DBCluster', path: /^\/EngineVersion$/, by: 'minor version upgrades of RDS', between: isMinorOf },
  {
    type: 'AWS::Lambda::Function',
    path: /^\/Environment\/Variables\/(LINK_BASE|CONSOLE_URL)$/,
    by: 'the start of the laptop, which knows its addresses only then',
    where: ({ local }) => local,
  },
  // https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/901
  {
    type: 'AWS::CloudFront::Distribution',
    path: /^\/Tags/,
    by: 'CloudFormation, which reports the tags of a distribution by mistake',
  },
]

/** Who or what decides a property instead of the template, in words. Nothing: the template does. */
export const decidedBy = (
  place: Place,
  type: string,
  { path, expected, actual }: { readonly path: string; readonly expected: string; readonly actual: string },
): string | undefined =>
  list.find(
    (each) =>
      each.type === type &&
      each.path.test(path) &&
      each.where?.(place) !== false &&
      each.between?.(expected, actual) !== false,
  )?.by
