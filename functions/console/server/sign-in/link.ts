import type { ConsoleConfig } from '../../../../shared/config/console/schema.ts'
import type { Ledger } from '../../../../shared/ledger/ledger.ts'
import { log } from '../../../../shared/log.ts'
import * as z from '../../../../shared/shape.ts'
import { linkSeconds, makeLogin, type Person } from '../sessions.ts'
import { callerOf } from './callers.ts'

const eventSchema = z.object({
  requestContext: z.object({
    authorizer: z.optional(z.object({ iam: z.optional(z.object({ userArn: z.string() })) })),
  }),
  headers: z.optional(z.record(z.string(), z.unknown())),
})

/** What the function of sign-ins works with. */
export interface LinkWorld {
  readonly config: Pick<ConsoleConfig, 'roles'>
  readonly ledger: Ledger
  /** Address of the console. */
  readonly address: string
  /** Whether a caller whom AWS does not name gets in: on the laptop. */
  readonly laptop: boolean
}

/** An answer of payload format 2.0. */
interface Answer {
  readonly statusCode: 200 | 403
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const answer = (statusCode: Answer['statusCode'], body: object): Answer => ({
  statusCode,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: JSON.stringify(body),
})

/** Who calls, as AWS says. What a caller says of itself counts on the laptop alone. */
const personOf = ({ config, laptop }: LinkWorld, raw: unknown): Person | { readonly refused: string } => {
  const event = eventSchema.safeParse(raw).data
  const arn = event?.requestContext.authorizer?.iam?.userArn
  if (arn !== undefined) {
    const caller = callerOf(config, arn)
    return caller
      ? { ...caller, way: 'link', caller: arn }
      : { refused: `${arn} is not in console.roles of the config: nobody is signed in.` }
  }
  if (!laptop) return { refused: 'AWS does not say who calls: is the address called without a signature?' }
  const by = String(event?.headers?.['x-nightshift-by'] ?? '')
    .replace(/[^\w.-]/g, '')
    .slice(0, 64)
  return { by: by || 'laptop', role: 'act', way: 'laptop', caller: undefined }
}

/**
 * Answers a signed request with a link that signs its caller in, once and within a minute.
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html says what AWS hands over of the caller.
 */
export const answerWithLink = async (raw: unknown, world: LinkWorld, now: Date): Promise<Answer> => {
  const person = personOf(world, raw)
  if ('refused' in person) {
    log.warn('sign-in refused')
    return answer(403, { error: person.refused })
  }
  const token = await makeLogin(world.ledger, person, now)
  log.info('link made', { by: person.by, role: person.role })
  const link = `${world.address.replace(/\/*$/, '/')}sign-in?token=${token}`
  return answer(200, { link, by: person.by, role: person.role, seconds: linkSeconds })
}
