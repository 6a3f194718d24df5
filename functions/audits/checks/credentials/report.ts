import {
  GenerateCredentialReportCommand,
  GetCredentialReportCommand,
  IAMClient,
  ListUserTagsCommand,
} from '@aws-sdk/client-iam'
import { auditCredentials, type CredentialAudit } from '../../../../shared/audits/credentials/audit.ts'
import { type Problem, rootName } from '../../../../shared/audits/credentials/read.ts'
import { errorName, TransientError } from '../../../../shared/errors.ts'
import { inParallel } from '../../../../shared/in-parallel.ts'
import type { Access, Look } from '../check.ts'
import { ownerOf } from '../tags.ts'

/** Seconds between two questions, and how often it is asked: AWS takes some seconds, for thousands of users a minute. */
const pause = { ms: 2_000, tries: 45 }

/** Names of the refusals that say that there is no report to get, or not yet. */
const notThere = /^(CredentialReport(NotPresent|Expired|NotReady)Exception|Report(NotPresent|Expired|InProgress))$/

/** Whether there may be a report to get: where AWS makes no more of them for now, the one before is. */
const generate = async (client: IAMClient): Promise<boolean> => {
  try {
    return (await client.send(new GenerateCredentialReportCommand({}))).State === 'COMPLETE'
  } catch (error) {
    if (/^LimitExceeded(Exception)?$/.test(errorName(error))) return true
    throw error
  }
}

/** The report, or nothing where it is not there yet, or is there no more. */
const get = async (client: IAMClient) => {
  try {
    return await client.send(new GetCredentialReportCommand({}))
  } catch (error) {
    if (notThere.test(errorName(error))) return undefined
    throw error
  }
}

/**
 * Has a report made until it is complete, then gets it. What has expired or is not ready meanwhile is asked for again.
 * @throws TransientError when it is not complete in a minute and a half
 */
const freshReport = async ({ client, wait }: Access) => {
  // IAM is global: its endpoint is the same whatever the region.
  const iam = client(IAMClient)
  for (let tries = 0; tries < pause.tries; tries += 1) {
    if (await generate(iam)) {
      const report = await get(iam)
      if (report?.Content) return { content: report.Content, generatedAt: report.GeneratedTime }
    }
    await wait(pause.ms)
  }
  throw new TransientError('AWS has not completed the credential report yet: the next look asks again')
}

/** Users at a time. */
const width = 4

/** Whose each of these users is, by their tags. One that is gone since the report was made has none. */
const ownersOf = async (
  { client }: Access,
  names: readonly string[],
  ownerTag: string,
): Promise<ReadonlyMap<string, string>> => {
  const iam = client(IAMClient)
  const found = await inParallel(names, width, async (UserName): Promise<readonly [string, string][]> => {
    try {
      const { owner } = ownerOf((await iam.send(new ListUserTagsCommand({ UserName }))).Tags, ownerTag)
      return owner === undefined ? [] : [[UserName, owner]]
    } catch (error) {
      if (/^NoSuchEntity(Exception)?$/.test(errorName(error))) return []
      throw error
    }
  })
  return new Map(found.flat())
}

/** Problems after which nobody knows of whom the report says nothing. */
const hiding: ReadonlySet<Problem['code']> = new Set(['empty', 'columns-missing', 'row-unreadable', 'no-root'])

/** Whom the report does not let judge, or not wholly. */
const unseenOf = ({ people, problems }: CredentialAudit): 'all' | readonly string[] => {
  if (problems.some(({ code }) => hiding.has(code))) return 'all'
  const odd = new Set(problems.flatMap(({ code, person }) => (person && code === 'value-unknown' ? [person] : [])))
  return people.flatMap(({ name, arn }) => (odd.has(name) ? [arn || name] : []))
}

/** Users and the root user, by IAM's credential report. Only those of whom something is found are asked for their tags. */
export const lookAtReport: Look = async (access, { credentials: { passwordPolicy: _, ...thresholds }, ownerTag }) => {
  const { content, generatedAt } = await freshReport(access)
  const audit = auditCredentials(content, { now: access.now, generatedAt, thresholds })
  const { findings, problems } = audit
  const people = new Set(findings.flatMap(({ person = rootName }) => (person === rootName ? [] : [person])))
  const owners = await ownersOf(access, [...people], ownerTag)
  return {
    findings: findings.map(({ person = rootName, key: _key, certificate: _certificate, days: _days, ...finding }) => ({
      ...finding,
      owner: owners.get(person),
    })),
    problems: problems.map(({ message }) => message),
    unseen: unseenOf(audit),
  }
}
