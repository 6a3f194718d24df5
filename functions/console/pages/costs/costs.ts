import type { Show } from '../../contract/contribution.ts'
import { html } from '../../view/html.ts'
import { table } from '../../view/table.ts'
import { numberText } from '../../view/times.ts'
import { costsWords } from '../../view/words/costs.ts'
import { menuTitle } from '../../view/words/menu.ts'
import { monthCosts } from './month.ts'

/** What the month has come to so far, of what can be known without a bill. */
export const showCosts: Show = async ({ deployment, reader }) => {
  const say = costsWords[reader.language]
  const { month, channels, more, texts, ledger, lambda, logs, alarms, saved, unanswered } = await monthCosts(deployment)
  const title = menuTitle('costs')(reader.language)
  const dollars = (amount: number | undefined): string => (amount === undefined ? '' : numberText(reader, amount, 4))
  const count = (amount: number): string => numberText(reader, amount)
  const row = (name: string, quantity: string, amount?: number) =>
    html`<tr><th scope="row"><bdi>${name}</bdi></th><td>${quantity}</td><td class="number">${dollars(amount)}</td></tr>`
  return {
    title,
    refreshSeconds: 0,
    body: html`<p>${say.about(month)}</p>
${unanswered ? html`<p class="notice bad">${say.unanswered}</p>` : undefined}
${table(
  title,
  [say.item, say.quantity, { number: say.dollars }],
  [
    ...channels.map(({ channel, sent, failed }) => row(say.sent(channel), say.sentCount(count(sent), count(failed)))),
    ...(unanswered
      ? []
      : [
          row(say.texts, texts === undefined ? say.noTexts : '', texts),
          row(say.ledger, say.units(count(ledger.reads), count(ledger.writes)), ledger.dollars),
        ]),
    lambda && row(say.lambda, say.lambdaUse(count(lambda.calls), count(lambda.gigabyteSeconds)), lambda.dollars),
    logs && row(say.logs, say.gigabytes(numberText(reader, logs.gigabytes, 3)), logs.dollars),
    alarms && row(say.alarms, count(alarms.count), alarms.dollars),
    saved === undefined ? undefined : row(say.saved, '', -saved),
  ],
)}
${more ? html`<p class="soft">${say.more}</p>` : undefined}
<p class="soft">${say.rest} <code>npm run bench -- cost</code></p>`,
  }
}
