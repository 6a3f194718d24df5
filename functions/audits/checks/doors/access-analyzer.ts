import {
  AccessAnalyzerClient,
  type AnalyzerSummary,
  type FindingSummary,
  type FindingSummaryV2,
  ListAnalyzersCommand,
  ListFindingsCommand,
  ListFindingsV2Command,
} from '@aws-sdk/client-accessanalyzer'
import { allPages } from '../../../../shared/all-pages.ts'
import { type Finding, findingId } from '../../../../shared/audits/finding.ts'
import type { Access, Look } from '../check.ts'

/** What anyone can restore is said by checks of their own, which name the command that ends it. */
const saidElsewhere: readonly string[] = [
  'AWS::EC2::Snapshot',
  'AWS::RDS::DBSnapshot',
  'AWS::RDS::DBClusterSnapshot',
] satisfies readonly FindingSummary['resourceType'][]

const active = { status: { eq: ['ACTIVE'] } }

/** `AWS::IAM::Role` → `IAM role`. */
const typeWords = (type = 'resource'): string => {
  const [, service = '', what = type] = type.split('::')
  return `${service} ${what.replace(/^DB/, '').toLowerCase()}`.trim()
}

const shortName = (resource: string): string =>
  resource
    .split(':')
    .slice(5)
    .join(':')
    .replace(/^\w+\//, '') || resource

/** `{ AWS: '111122223333' }` → `111122223333`; anyone is `*`. */
const principalWords = (principal: FindingSummary['principal'], isPublic: boolean): string => {
  const named = Object.values(principal ?? {}).filter((each) => each !== '*')
  if (isPublic || named.length === 0) return 'anyone'
  return named.join(' and ')
}

const conditionWords = (condition: FindingSummary['condition']): string => {
  const entries = Object.entries(condition ?? {})
  return entries.length === 0 ? '' : `, where ${entries.map(([key, value]) => `${key} is ${value}`).join(' and ')}`
}

const archive = (analyzer: AnalyzerSummary, region: string, ids: string): string =>
  `Remove it from the policy of the resource; what is meant so: aws accessanalyzer update-findings --region ${region} --analyzer-arn ${analyzer.arn} --status ARCHIVED --ids ${ids}`

/** Anyone, or another account, may use something of ours. */
const external = (analyzer: AnalyzerSummary, found: FindingSummary, region: string): Finding[] => {
  const { resource = '', resourceType, principal, condition, isPublic = false, createdAt, error } = found
  // What it could not analyze is no access.
  if (error !== undefined || (isPublic && saidElsewhere.includes(resourceType ?? ''))) return []
  const who = principalWords(principal, isPublic)
  const urgent = isPublic && resourceType !== 'AWS::S3::Bucket'
  return [
    {
      id: findingId('doors', 'access-external', resource, JSON.stringify([principal ?? {}, condition ?? {}])),
      audit: 'doors',
      kind: 'access-external',
      severity: urgent ? 'urgent' : 'warning',
      resource,
      title: `The ${typeWords(resourceType)} ${shortName(resource)} can be used by ${who}`,
      reason: `Access Analyzer (${analyzer.name}): ${who} may ${[...(found.action ?? [])].sort().join(', ') || 'use it'}${conditionWords(condition)}.`,
      advice: archive(analyzer, region, found.id ?? ''),
      ...(createdAt ? { since: createdAt.toISOString() } : {}),
    },
  ]
}

const unusedWords: Readonly<Record<string, string>> = {
  UnusedIAMRole: 'is not used',
  UnusedIAMUserAccessKey: 'has an access key that is not used',
  UnusedIAMUserPassword: 'has a password that is not used',
  UnusedPermission: 'has permissions that are not used',
}

const unused = (analyzer: AnalyzerSummary, found: FindingSummaryV2, region: string): Finding[] => {
  const { resource = '', resourceType, findingType = '', createdAt, error, id = '' } = found
  if (error !== undefined) return []
  return [
    {
      id: findingId('doors', 'access-unused', resource, findingType, id),
      audit: 'doors',
      kind: 'access-unused',
      severity: 'note',
      resource,
      title: `The ${typeWords(resourceType)} ${shortName(resource)} ${unusedWords[findingType] ?? 'has access that is not used'}`,
      reason: `Access Analyzer (${analyzer.name}) has seen no use of it for as long as it is told to look back.`,
      advice: archive(analyzer, region, id),
      ...(createdAt ? { since: createdAt.toISOString() } : {}),
    },
  ]
}

const findingsOf = async (analyzer: AnalyzerSummary, access: Access): Promise<Finding[]> => {
  const { region, account } = access
  const client = access.client(AccessAnalyzerClient)
  // An organization's analyzer sees every account.
  const asked = { analyzerArn: analyzer.arn, filter: { ...active, resourceOwnerAccount: { eq: [account] } } }
  if (analyzer.type?.endsWith('_UNUSED_ACCESS')) {
    const list = await allPages(async (nextToken) => {
      const answer = await client.send(new ListFindingsV2Command({ ...asked, ...(nextToken ? { nextToken } : {}) }))
      return { items: answer.findings, next: answer.nextToken }
    })
    return list.flatMap((found) => unused(analyzer, found, region))
  }
  // The older list alone says who, and is for the analyzers of external access; both need the same permission.
  const list = await allPages(async (nextToken) => {
    const answer = await client.send(new ListFindingsCommand({ ...asked, ...(nextToken ? { nextToken } : {}) }))
    return { items: answer.findings, next: answer.nextToken }
  })
  return list.flatMap((found) => external(analyzer, found, region))
}

/**
 * What Access Analyzer finds, where there is an analyzer in this region: none is made (those of unused access cost for each role).
 * https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ListFindings.html
 */
export const lookAtAccessAnalyzer: Look = async (access) => {
  const client = access.client(AccessAnalyzerClient)
  const analyzers = await allPages(async (nextToken) => {
    const answer = await client.send(new ListAnalyzersCommand(nextToken ? { nextToken } : {}))
    return { items: answer.analyzers, next: answer.nextToken }
  })
  // Those of internal access name what people inside have: no door.
  const read = analyzers.filter(({ type }) => !type?.endsWith('_INTERNAL_ACCESS'))
  const [active, idle] = [
    read.filter(({ status }) => status === 'ACTIVE'),
    read.filter(({ status }) => status !== 'ACTIVE'),
  ]
  const findings = (await Promise.all(active.map((analyzer) => findingsOf(analyzer, access)))).flat()
  return {
    // An account's analyzer and its organization's find the same.
    findings: [...new Map(findings.map((each) => [each.id, each])).values()],
    ...(idle.length > 0 ? { unseen: 'all' as const } : {}),
    problems: idle.map(
      ({ name, status, statusReason }) =>
        `The analyzer ${name} is ${status}${statusReason?.code ? `: ${statusReason.code}` : ''}`,
    ),
  }
}
