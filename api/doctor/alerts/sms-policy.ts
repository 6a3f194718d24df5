const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value])

const parse = (policy: string): { readonly Statement?: unknown } => {
  try {
    return Object(JSON.parse(policy))
  } catch {
    return {}
  }
}

const principalsOf = (principal: unknown): unknown[] =>
  principal === '*' ? ['*'] : listOf((Object(principal) as { readonly Service?: unknown }).Service)

/**
 * Whether a resource policy of a number or sender id lets SNS send by it.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-sms-access-management.html
 * @param policy as JSON; nothing where there is none
 */
export const letsSnsSend = (policy: string | undefined): boolean =>
  listOf(parse(policy ?? '{}').Statement).some((each) => {
    const { Effect, Principal, Action } = Object(each) as Readonly<Record<string, unknown>>
    return (
      Effect === 'Allow' &&
      principalsOf(Principal).some((name) => name === '*' || name === 'sns.amazonaws.com') &&
      listOf(Action).some((action) => /^(\*|sms-voice:(\*|send\*|sendtextmessage))$/i.test(String(action)))
    )
  })
