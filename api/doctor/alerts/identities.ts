import { GetEmailIdentityCommand, type GetEmailIdentityCommandOutput, SESv2Client } from '@aws-sdk/client-sesv2'
import type { Account } from '../account.ts'
import { askFor } from '../ask.ts'

/** An identity of SES that an address can be sent from, or to in the sandbox. */
export interface Identity {
  /** The address, its domain or a domain above it. */
  readonly name: string
  /** Nothing where SES does not know it. */
  readonly answer:
    | Pick<GetEmailIdentityCommandOutput, 'VerifiedForSendingStatus' | 'ConfigurationSetName' | 'VerificationStatus'>
    | undefined
}

/**
 * The identities that cover an address, the nearest first: a verified domain covers its addresses and the domains under it.
 * https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html
 */
export const identitiesOf = (address: string): string[] => {
  const labels = address
    .slice(address.lastIndexOf('@') + 1)
    .toLowerCase()
    .split('.')
  const domains = labels.slice(0, -1).map((_, index) => labels.slice(index).join('.'))
  return [address, ...domains]
}

/** What SES says of each of them. @throws NotSeenError */
export const readIdentities = (account: Account, address: string): Promise<Identity[]> => {
  const { connect, config, call } = account
  return Promise.all(
    identitiesOf(address).map(async (name) => ({
      name,
      answer: await askFor('ses:GetEmailIdentity', /^NotFoundException$/, () =>
        connect(SESv2Client, config.region).send(new GetEmailIdentityCommand({ EmailIdentity: name }), call),
      ),
    })),
  )
}

/** The nearest identity that may be sent from, or to. */
export const verifiedOf = (identities: readonly Identity[]): Identity | undefined =>
  identities.find(({ answer }) => answer?.VerifiedForSendingStatus === true)
