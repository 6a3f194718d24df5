import type { Parameter } from '@aws-sdk/client-ssm'
import { contactsOf } from '../../../functions/alerts/channels/index.ts'
import type { AlertsConfig } from '../../../shared/config/alerts/schema.ts'
import type { SsmValue } from '../../../shared/config/values.ts'
import { defineCheck } from '../check.ts'
import { type Finding, ok, problem } from '../finding.ts'
import { readParameter } from './people.ts'

interface Kept extends SsmValue {
  /** Whose, and by which channel: `email of mina`. */
  readonly whose: string
  /** CloudFormation reads it: of people in `fallback` whom SNS reaches by itself. */
  readonly isPlain: boolean
}

const isKept = (value: unknown): value is SsmValue => typeof value === 'object' && value !== null && 'ssm' in value

/** Every contact, address and sender that the config keeps in SSM Parameter Store. */
const keptContacts = ({ responders, fallback, emailFrom }: AlertsConfig): Kept[] => {
  const kept = Object.entries(responders).flatMap(([name, responder]) =>
    contactsOf(responder).flatMap(({ name: channel, channel: { direct }, contact }) => {
      // A webhook's address stands in an object of its own.
      const values = isKept(contact) ? [contact] : Object.values(Object(contact)).filter(isKept)
      const isPlain = fallback.includes(name) && typeof direct === 'object'
      return values.map(({ ssm }) => ({ ssm, whose: `${channel} of ${name}`, isPlain }))
    }),
  )
  return isKept(emailFrom) ? [...kept, { ssm: emailFrom.ssm, whose: 'emailFrom', isPlain: false }] : kept
}

const findingOf = ({ ssm, whose, isPlain }: Kept, parameter: Parameter | undefined): Finding => {
  if (parameter?.Value === undefined || parameter.Value.trim() === '')
    return problem(
      `There is no parameter ${ssm} (${whose}).`,
      isPlain ? 'The deployment would fail.' : 'Nothing can be sent there.',
      `aws ssm put-parameter --name ${ssm} --type ${isPlain ? 'String' : 'SecureString'} --value …`,
    )
  if (isPlain && parameter.Type !== 'String')
    return problem(
      `The parameter ${ssm} (${whose}) is a ${parameter.Type}, and its person is in alerts.fallback.`,
      'The deployment would fail: CloudFormation reads only a plain String.',
      `aws ssm delete-parameter --name ${ssm}, then put-parameter with --type String`,
    )
  if (parameter.Value !== parameter.Value.trim())
    return problem(
      `The parameter ${ssm} (${whose}) begins or ends with a space or a new line.`,
      'Services refuse such a contact.',
      `aws ssm put-parameter --overwrite --name ${ssm} --value … without it`,
    )
  return ok(`The parameter ${ssm} (${whose}) is there.`)
}

/** Whether the parameters are there that contacts stand in. Their values are read and not printed. */
export const contacts = defineCheck({
  name: 'contacts',
  about: 'whether the parameters of contacts are there',
  when: ({ alerts }) => keptContacts(alerts).length > 0,
  ask: (account) =>
    Promise.all(
      keptContacts(account.config.alerts).map(async (kept) => ({
        kept,
        parameter: await readParameter(account, kept.ssm),
      })),
    ),
  decide: (seen) => seen.map(({ kept, parameter }) => findingOf(kept, parameter)),
})
