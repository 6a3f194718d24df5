import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import type { Carrier } from '../../../functions/alerts/channels/channel.ts'
import { contactsOf } from '../../../functions/alerts/channels/index.ts'
import type { AlertsConfig } from '../../../shared/config/alerts/schema.ts'
import type { SsmValue } from '../../../shared/config/values.ts'
import { named } from '../../../shared/on-call/targets.ts'
import type { Account } from '../account.ts'
import { askFor } from '../ask.ts'

/** Somebody with a contact by one carrier. */
export interface Person {
  readonly name: string
  /** The number or address itself: it is asked about, and never printed. */
  readonly contact: string
}

/** A parameter as it is; nothing where there is none. */
export const readParameter = async ({ connect, config, call }: Account, Name: string) => {
  const command = new GetParameterCommand({ Name, WithDecryption: true })
  const answer = await askFor('ssm:GetParameter', /^ParameterNotFound$/, () =>
    connect(SSMClient, config.region).send(command, call),
  )
  return answer?.Parameter
}

/** A contact or a sender, read from its parameter where it stands in one; nothing where that is not there. @throws NotSeenError */
export const plainContact = async (
  account: Account,
  contact: string | SsmValue | undefined,
): Promise<string | undefined> =>
  contact === undefined || typeof contact === 'string' ? contact : (await readParameter(account, contact.ssm))?.Value

/** Contacts of everybody by a carrier, as the config has them. */
export const contactsBy = (
  { responders }: Pick<AlertsConfig, 'responders'>,
  carrier: Carrier,
): { readonly name: string; readonly contact: string | SsmValue }[] =>
  Object.keys(responders).flatMap((name) =>
    contactsOf(named(responders, name)).flatMap(({ channel, contact }) =>
      channel.carrier === carrier ? [{ name, contact: contact as string | SsmValue }] : [],
    ),
  )

/** Everybody whom a carrier reaches. Who has an empty parameter is left out: `contacts` reports that. @throws NotSeenError */
export const peopleBy = async (account: Account, carrier: Carrier): Promise<Person[]> => {
  const found = await Promise.all(
    contactsBy(account.config.alerts, carrier).map(async ({ name, contact }) => ({
      name,
      contact: await plainContact(account, contact),
    })),
  )
  return found.flatMap(({ name, contact }) => (contact === undefined ? [] : [{ name, contact }]))
}
