import { GetSuppressedDestinationCommand, SESv2Client } from '@aws-sdk/client-sesv2'
import { askFor } from '../ask.ts'
import { defineCheck } from '../check.ts'
import { ok, problem } from '../finding.ts'
import { readSending } from './email-sending.ts'
import { contactsBy, peopleBy } from './people.ts'

/**
 * Whether SES keeps emails to somebody back, because an earlier one bounced or was called spam: it accepts them, and drops them.
 * In the sandbox SES does not say. https://docs.aws.amazon.com/ses/latest/dg/sending-email-suppression-list.html
 */
export const emailSuppression = defineCheck({
  name: 'email-suppression',
  about: "whether anybody is on SES's suppression list",
  when: ({ alerts }) => contactsBy(alerts, 'ses').length > 0,
  ask: async (account) => {
    const { connect, config, call } = account
    if (!(await readSending(account)).ProductionAccessEnabled) return undefined
    return Promise.all(
      (await peopleBy(account, 'ses')).map(async ({ name, contact }) => {
        const command = new GetSuppressedDestinationCommand({ EmailAddress: contact })
        const answer = await askFor('ses:GetSuppressedDestination', /^NotFoundException$/, () =>
          connect(SESv2Client, config.region).send(command, call),
        )
        return { name, reason: answer?.SuppressedDestination?.Reason }
      }),
    )
  },
  decide: (seen, { config: { region } }) => {
    if (!seen) return []
    const held = seen.flatMap(({ name, reason }) =>
      reason === undefined
        ? []
        : [
            problem(
              `${name}'s address is on SES's suppression list (${reason}).`,
              'SES accepts emails to it, and drops them.',
              `aws sesv2 delete-suppressed-destination --region ${region} --email-address ADDRESS, once the mailbox takes mail`,
            ),
          ],
    )
    return held.length > 0 ? held : [ok("Nobody is on SES's suppression list.")]
  },
})
