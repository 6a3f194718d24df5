import type { Config } from '../../shared/config/schema.ts'
import type { WebhookConfig } from '../../shared/config/thumbnails/made.ts'
import { addressOf } from '../../shared/webhook/answers.ts'
import { leastSecret, secretBytes } from '../../shared/webhook/sign.ts'
import { readParameter } from './alerts/people.ts'
import { defineCheck } from './check.ts'
import { type Finding, ok, problem } from './finding.ts'

/** A parameter of the webhook, and what it holds; nothing where it is not there. */
export interface SeenParameter {
  readonly name: string
  readonly holds: 'secret' | 'address'
  readonly value: string | undefined
}

const configured = ({ thumbnails }: Pick<Config, 'thumbnails'>): WebhookConfig | undefined => {
  const { webhook } = thumbnails?.made ?? {}
  return webhook
}

const parametersOf = ({ address, secret }: WebhookConfig): Omit<SeenParameter, 'value'>[] => [
  { name: secret.ssm, holds: 'secret' },
  ...(typeof address === 'string' ? [] : [{ name: address.ssm, holds: 'address' } as const]),
]

const nothing = 'Nothing can be delivered: events of thumbnails.made wait in MadeDeadLetters after eight tries.'

/** What is wrong with a parameter. Its value is not printed. */
export const parameterFinding = ({ name, holds, value = '' }: SeenParameter): Finding => {
  const text = value.trim()
  const put = (what: string) => `aws ssm put-parameter --overwrite --type SecureString --name ${name} --value ${what}`
  const fix =
    holds === 'secret' ? put('"whsec_$(openssl rand -base64 32)", and give it to the receiver') : put('https://…')
  if (text === '') return problem(`There is no parameter ${name} (${holds} of thumbnails.made).`, nothing, fix)
  if (holds === 'secret' && secretBytes(text).length < leastSecret)
    return problem(`The secret in ${name} has less than ${leastSecret} bytes.`, nothing, fix)
  if (holds === 'address' && !addressOf(text, false))
    return problem(`The parameter ${name} does not hold an https address.`, nothing, fix)
  return ok(`The ${holds} of thumbnails.made is in ${name}.`)
}

/** Whether the webhook that hears of thumbnails has its secret, and an address that can be posted to. */
export const madeWebhook = defineCheck({
  name: 'made-webhook',
  about: 'whether the parameters of the webhook of thumbnails.made are there, and hold what can be used',
  when: (config) => configured(config) !== undefined,
  ask: (account) => {
    const webhook = configured(account.config)
    return Promise.all(
      (webhook ? parametersOf(webhook) : []).map(async (parameter): Promise<SeenParameter> => {
        const found = await readParameter(account, parameter.name)
        return { ...parameter, value: found?.Value }
      }),
    )
  },
  decide: (seen: readonly SeenParameter[]) => seen.map(parameterFinding),
})
