import type { IncidentRecord } from '../../../shared/ledger/records.ts'
import { makeRandom } from '../../simulation/engine/random.ts'

const services = [
  'checkout',
  'payment-api',
  'orders',
  'search-indexer',
  'auth',
  'thumbnail-worker',
  'billing-report',
  'web',
]
const stages = ['prod', 'production', 'stg', 'dev', 'prd-apne2', 'eu-west-1']
const regions = ['ap-northeast-2', 'us-east-1', 'eu-central-1', 'ap-southeast-1']
const koreanServices = ['결제', '주문 접수', '회원 인증', '상품 검색', '정산 배치', '배송 추적']
const koreanTroubles = ['오류율 높음', '응답 지연', '디스크 부족', '대기열 적체', 'CPU 과부하', '연결 수 초과']
const emoji = ['🔥', '🚨', '⚠️', '💥', '🇰🇷', '👨‍💻', '🔴']

/** Metrics as they come, with the names of their dimensions. */
const metrics = [
  ['AWS/ApplicationELB', 'HTTPCode_Target_5XX_Count', ['LoadBalancer', 'TargetGroup']],
  ['AWS/ApplicationELB', 'TargetResponseTime', ['LoadBalancer']],
  ['AWS/RDS', 'FreeStorageSpace', ['DBInstanceIdentifier']],
  ['AWS/RDS', 'DatabaseConnections', ['DBInstanceIdentifier']],
  ['AWS/ECS', 'CPUUtilization', ['ClusterName', 'ServiceName']],
  ['AWS/ECS', 'MemoryUtilization', ['ClusterName', 'ServiceName']],
  ['AWS/Lambda', 'Errors', ['FunctionName']],
  ['AWS/SQS', 'ApproximateAgeOfOldestMessage', ['QueueName']],
  ['AWS/DynamoDB', 'ThrottledRequests', ['TableName', 'Operation']],
  ['AWS/ElastiCache', 'EngineCPUUtilization', ['CacheClusterId']],
  ['CWAgent', 'disk_used_percent', ['path', 'InstanceId', 'ImageId', 'fstype']],
  ['Corner/Shop', '주문 실패', ['매장']],
] as const

const comparisons = [
  ['>=', 'greater than or equal to'],
  ['>', 'greater than'],
  ['<', 'less than'],
  ['<=', 'less than or equal to'],
] as const

export interface Sample {
  /** What sort of name it has. */
  readonly shape: string
  readonly incident: IncidentRecord
}

/** Alarms as accounts have them, the same ones for the same seed: sorts of names, metrics and reasons in turn. */
export const alarmCorpus = (count: number, seed = 20_261_128): Sample[] => {
  const { next: random } = makeRandom(seed)
  const pick = <Item>(items: readonly Item[]): Item => {
    const item = items[Math.floor(random() * items.length)]
    if (item === undefined) throw new RangeError('Nothing to pick from')
    return item
  }
  const hex = (length: number): string => Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join('')
  const uuid = (): string => [8, 4, 4, 4, 12].map(hex).join('-')
  const upper = (length: number): string => hex(length).toUpperCase()

  const names: Readonly<Record<string, () => string>> = {
    plain: () => `${pick(services)}-${pick(stages)}-errors`,
    sentence: () => `High CPU on ${pick(services)} (${pick(stages)})`,
    typographic: () => `${pick(services)} – “5xx” isn’t normal…`,
    'made by CDK': () => `OperationsStack-${pick(services)}ErrorsAlarm${upper(8)}-${upper(12)}`,
    'of target tracking': () => `TargetTracking-service/${pick(stages)}-cluster/${pick(services)}-AlarmHigh-${uuid()}`,
    'of a scaling table': () =>
      `TargetTracking-table/${pick(services)}-${pick(stages)}-ProvisionedCapacityLow-${uuid()}`,
    'of Elastic Beanstalk': () => `awseb-e-${hex(10)}-stack-AWSEBCloudwatchAlarmHigh-${upper(12)}`,
    'an ARN': () => `arn:aws:ecs:${pick(regions)}:123456789012:service/${pick(stages)}/${pick(services)}`,
    path: () => `/${pick(stages)}/${pick(services)}/http/5xx/rate-over-5-minutes`,
    brackets: () => `[${pick(stages).toUpperCase()}] {${pick(services)}} | 5xx ~ p99 ^ latency`,
    Korean: () => `${pick(koreanServices)} ${pick(koreanTroubles)}`,
    'long Korean': () => `[운영] ${pick(koreanServices)} 서비스 ${pick(koreanTroubles)} (5분 평균, 서울 리전)`,
    mixed: () => `${pick(services)}-${pick(koreanTroubles)}-${pick(stages)}`,
    'Korean in parts': () => `${pick(koreanServices)} ${pick(koreanTroubles)}`.normalize('NFD'),
    emoji: () => `${pick(emoji)} ${pick(services)}-${pick(stages)}-latency-p99`,
    'Korean with emoji': () => `${pick(emoji)} ${pick(koreanServices)} ${pick(koreanTroubles)} ${pick(emoji)}`,
    European: () => `Störung: ${pick(services)} – Größe über Grenze`,
    signal: () => `Job ${pick(services)}-nightly failed: exit code ${Math.floor(random() * 200)}`,
  }

  const number = (): number => Number((random() * 10 ** Math.floor(random() * 8)).toFixed(Math.floor(random() * 12)))
  const reasonOf = ([, said]: (typeof comparisons)[number], value: number, threshold: number): string =>
    pick([
      () =>
        `Threshold Crossed: 1 out of the last 1 datapoints [${value} (28/11/26 00:00:00)] was ${said} the threshold (${threshold}) (minimum 1 datapoint for OK -> ALARM transition).`,
      () =>
        `Threshold Crossed: 3 datapoints [${value} (28/11/26 00:02:00), ${number()} (28/11/26 00:01:00), ${number()} (28/11/26 00:00:00)] were ${said} the threshold (${threshold}).`,
      () =>
        'Threshold Crossed: no datapoints were received for 3 periods and 3 missing datapoints were treated as [Breaching].',
      () =>
        `Thresholds Crossed: 1 out of the last 1 datapoints [${value} (28/11/26 00:00:00)] was less than the lower thresholds [${threshold}] or greater than the upper thresholds [${threshold * 2}] (minimum 1 datapoint for OK -> ALARM transition).`,
      () =>
        `arn:aws:cloudwatch:${pick(regions)}:123456789012:alarm:${pick(services)}-child transitioned to ALARM at Saturday 28 November, 2026 00:00:00 UTC`,
      () => `${pick(services)} stopped with exit code 137: out of memory. Give it more, or look for a leak first.`,
      () => `컨테이너가 메모리 부족으로 종료되었습니다. ${pick(koreanServices)} 작업의 메모리를 늘리세요.`,
    ])()

  return Array.from({ length: count }, (_, index): Sample => {
    const shapes = Object.entries(names)
    const [shape, nameOf] = shapes[index % shapes.length] ?? ['plain', () => 'plain']
    const name = nameOf()
    const [namespace, metric, keys] = pick(metrics)
    const judged = pick(comparisons)
    const [comparison] = judged
    const region = pick(regions)
    const [value, threshold] = [number(), number()]
    const dimensions = Object.fromEntries(
      keys.map((key) => [key, `${pick(['app/', '', 'i-'])}${pick(services)}${hex(8)}`]),
    )
    const at = '2026-11-28T00:00:00.000Z'
    return {
      shape,
      incident: {
        pk: `incident#${index}`,
        sk: 'incident',
        kind: 'incident',
        at,
        id: hex(16),
        alarmKey: name,
        alarm: name,
        severity: pick(['critical', 'warning', 'info']),
        state: 'open',
        openedAt: at,
        reason: reasonOf(judged, value, threshold),
        title: name,
        policy: 'primary',
        steps: 1,
        basis: {
          event: {
            alarm: `arn:aws:cloudwatch:${region}:123456789012:alarm:${name}`,
            name,
            region,
            ...(random() < 0.8
              ? {
                  metric: { namespace, name: metric, dimensions, threshold, comparison, statistic: 'Sum', period: 300 },
                }
              : {}),
          },
          config: 'v1',
        },
      },
    }
  })
}
