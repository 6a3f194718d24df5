import { configVersion } from '../../../../api/config-version.ts'
import { terminal } from '../../../../shared/terminal.ts'
import type { Asked, Show } from '../../contract/contribution.ts'
import { facts } from '../../view/facts.ts'
import { type Html, html } from '../../view/html.ts'
import { maskedConfig } from '../../view/masked-config.ts'
import { table } from '../../view/table.ts'
import { time } from '../../view/times.ts'
import { configWords } from '../../view/words/config.ts'
import { menuTitle } from '../../view/words/menu.ts'
import { type ManualAction, manualActions } from './manual-actions.ts'

const monthMs = 30 * 86_400_000

/** Actions that are shown at most. */
const mostShown = 300

const actionTable = ({ reader }: Asked, actions: readonly ManualAction[]): Html => {
  const say = configWords[reader.language]
  if (actions.length === 0) return html`<p class="soft">${say.noAction}</p>`
  const heads = [say.when, say.who, say.where, say.target, say.what]
  const what = (action: ManualAction): string =>
    (action.where === 'console' && Object.hasOwn(say.outcomes, action.what) ? say.outcomes[action.what] : undefined) ??
    action.what
  return table(
    say.actions,
    heads,
    actions
      .slice(0, mostShown)
      .map(
        (action) =>
          html`<tr><td>${time(reader, action.at)}</td><th scope="row"><bdi>${action.by}</bdi></th><td>${action.where}</td><td><bdi>${action.target}</bdi></td><td><bdi>${what(action)}</bdi></td></tr>`,
      ),
    { filter: `${say.who}, ${say.target}` },
  )
}

/** Each part of the config by itself, and what is no part as one. */
const parts = (asked: Asked, config: Readonly<Record<string, unknown>>): Html => {
  const say = configWords[asked.reader.language]
  const isPart = (value: unknown): boolean => typeof value === 'object' && value !== null
  const general = Object.fromEntries(Object.entries(config).filter(([, value]) => !isPart(value)))
  const all = [[say.others, general] as const, ...Object.entries(config).filter(([, value]) => isPart(value))]
  return html`${all.map(
    ([name, value]) =>
      html`<details class="card"><summary>${name}</summary><pre class="scroll" tabindex="0" role="region" aria-label="${name}"><code>${JSON.stringify(value, null, 2)}</code></pre></details>`,
  )}`
}

/** What is deployed, in effect with its defaults; its version; and what people did by hand. */
export const showConfig: Show = async (asked) => {
  const { deployment, reader, now } = asked
  const { config } = deployment
  const say = configWords[reader.language]
  const actions = await manualActions(asked, new Date(now.getTime() - monthMs))
  return {
    title: menuTitle('config')(reader.language),
    refreshSeconds: 0,
    body: html`${facts([
      [say.name, html`<bdi>${config.name}</bdi>`],
      [say.region, config.region],
      [say.version, html`<code>${configVersion(config)}</code>`],
    ])}
<p class="soft">${say.versionAbout} <code>${terminal} config</code></p>
<section><h2>${say.actions}</h2>${actionTable(asked, actions)}</section>
<section><h2>${say.inEffect}</h2><p class="soft">${say.inEffectAbout}</p>${parts(asked, maskedConfig(asked, config) as Readonly<Record<string, unknown>>)}</section>`,
  }
}
