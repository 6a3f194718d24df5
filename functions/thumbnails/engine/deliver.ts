import { errorText, TransientError } from '../../../shared/errors.ts'
import { type Delivery, type Parse, parserOf } from '../../../shared/handler.ts'
import { log } from '../../../shared/log.ts'
import * as z from '../../../shared/shape.ts'
import type { Untaken } from '../../../shared/webhook/answers.ts'
import { deliveryTries, verdictOf } from '../rules/delivery.ts'
import type { DeliveryEffects, Letter } from '../world/webhook-effects.ts'

const parse = parserOf(
  'thumbnails.made',
  z.object({ 'detail-type': z.literal('thumbnails.made'), detail: z.object({ id: z.string().check(z.minLength(1)) }) }),
)

/** Reads an event of the queue. @throws PermanentError `malformed-event` */
export const parseLetter: Parse<Letter> = (raw) => ({ id: parse(raw).detail.id, body: JSON.stringify(raw) })

/**
 * Posts an event to the webhook, once. Where it is not taken, the queue gives it again later: longer after each try, and into the dead letters after the last.
 * @throws TransientError where it was not taken, so that the queue keeps it
 */
export const deliver = async (
  letter: Letter,
  { receiptHandle, receives }: Delivery,
  { post, holdBack }: DeliveryEffects,
  now: Date,
): Promise<void> => {
  const result = await post(letter, now).catch(
    (error: unknown): Untaken => ({ kind: 'transient', detail: errorText(error), answered: true }),
  )
  const verdict = verdictOf(result, receives)
  if (verdict.taken) {
    log.info('thumbnails.made delivered', { id: letter.id, tries: receives })
    return
  }
  await holdBack(receiptHandle, verdict.again)
  const then = verdict.isLast
    ? 'that was the last try: it waits in MadeDeadLetters'
    : `it is tried again in ${verdict.again} seconds`
  throw new TransientError(`${verdict.detail} (try ${receives} of ${deliveryTries}); ${then}`)
}
