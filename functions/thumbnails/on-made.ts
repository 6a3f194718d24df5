import type { WebhookConfig } from '../../shared/config/thumbnails/made.ts'
import { environment } from '../../shared/environment.ts'
import { functionConfig } from '../../shared/function-config.ts'
import { queueHandler } from '../../shared/handler.ts'
import { deliver, parseLetter } from './engine/deliver.ts'
import { webhookEffects } from './world/webhook-effects.ts'

const { MADE_QUEUE } = environment('MADE_QUEUE')
const { webhook } = functionConfig<{ readonly webhook: WebhookConfig }>()
const effects = webhookEffects(webhook, MADE_QUEUE)

/** Posts to the team's own webhook that thumbnails are there. */
export const handler = queueHandler(parseLetter, (letter, { now }, delivery) => deliver(letter, delivery, effects, now))
