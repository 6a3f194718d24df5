import { GetConfigurationSetCommand, type GetConfigurationSetCommandOutput, SESv2Client } from '@aws-sdk/client-sesv2'
import { askFor } from '../ask.ts'
import { defineCheck } from '../check.ts'
import { ok, problem } from '../finding.ts'
import { type Identity, readIdentities, verifiedOf } from './identities.ts'
import { plainContact } from './people.ts'

interface Answers {
  /** The sender itself; nothing where its parameter is not there. */
  readonly from: string | undefined
  readonly identities: readonly Identity[]
  /** The default configuration set of the identity that counts: `missing` where SES has none of its name. */
  readonly set: Pick<GetConfigurationSetCommandOutput, 'SendingOptions'> | 'missing' | undefined
}

/** Whether SES may send from `alerts.emailFrom`, and whether what its identity sends by default through is there. */
export const emailIdentity = defineCheck<Answers>({
  name: 'email-identity',
  about: 'whether SES has verified the sender',
  when: ({ alerts }) => alerts.emailFrom !== undefined,
  ask: async (account) => {
    const { config, connect, call } = account
    const from = await plainContact(account, config.alerts.emailFrom)
    const identities = from === undefined ? [] : await readIdentities(account, from)
    const ConfigurationSetName = verifiedOf(identities)?.answer?.ConfigurationSetName
    const set =
      ConfigurationSetName === undefined
        ? undefined
        : ((await askFor('ses:GetConfigurationSet', /^NotFoundException$/, () =>
            connect(SESv2Client, config.region).send(new GetConfigurationSetCommand({ ConfigurationSetName }), call),
          )) ?? 'missing')
    return { from, identities, set }
  },
  decide: ({ from, identities, set }, { config: { region } }) => {
    if (from === undefined)
      return [
        problem(
          'The parameter of alerts.emailFrom is empty or not there.',
          'No email can be sent.',
          'The finding "contacts" says how to write it.',
        ),
      ]
    const console = `SES console in ${region}, Identities`
    const verified = verifiedOf(identities)
    const waiting = identities.find(({ answer }) => answer !== undefined)
    const domain = from.slice(from.lastIndexOf('@') + 1)
    if (!verified)
      return [
        waiting
          ? problem(
              `SES in ${region} knows ${waiting.name}, and has not verified it (${waiting.answer?.VerificationStatus ?? 'no status'}).`,
              'No email can be sent.',
              waiting.name.includes('@')
                ? `Click the link in the email that AWS sent to ${waiting.name}; ${console} sends it again.`
                : `Make the DNS records of ${waiting.name} that the ${console} shows, and wait.`,
            )
          : problem(
              `SES in ${region} does not know ${from}, nor its domain.`,
              'No email can be sent.',
              `aws sesv2 create-email-identity --region ${region} --email-identity ${domain}, then its DNS records; or of the address alone, then the link in AWS's email`,
            ),
      ]
    const { name, answer } = verified
    const own = answer?.ConfigurationSetName
    const found = `SES in ${region} has verified ${name}`
    if (own === undefined) return [ok(`${found}; it has no default configuration set.`)]
    if (set === 'missing')
      return [
        problem(
          `${found}, and its default configuration set ${own} is not there.`,
          'SES refuses every email.',
          `aws sesv2 put-email-identity-configuration-set-attributes --region ${region} --email-identity ${name}   (without a set), or make ${own} again`,
        ),
      ]
    return set?.SendingOptions?.SendingEnabled === false
      ? [
          problem(
            `${found}, and sending is switched off in its default configuration set ${own}.`,
            'SES refuses every email.',
            `aws sesv2 put-configuration-set-sending-options --region ${region} --configuration-set-name ${own} --sending-enabled`,
          ),
        ]
      : [ok(`${found}; its default configuration set ${own} sends.`)]
  },
})
