import { makeCalendar, revokeCalendars } from '../../../../../api/alerts/calendar.ts'
import { cancelOverride, overrideShift, swapTurns } from '../../../../../api/alerts/overrides.ts'
import { endSilence, silenceAlarms } from '../../../../../api/alerts/silences.ts'
import { UsageError } from '../../../../../api/usage-error.ts'
import type { Act, Asked } from '../../../contract/contribution.ts'
import { PageError } from '../../../contract/page-error.ts'
import { html } from '../../../view/html.ts'
import { buttonLink } from '../../../view/links.ts'
import { timeText } from '../../../view/times.ts'
import { onCallWords } from '../../../view/words/alerts/on-call.ts'
import { requestOf, whyOf } from '../acts.ts'
import { untilOf } from '../several.ts'

const home = '/on-call'

/** A field of a form; nothing where it is empty. */
const field = (form: URLSearchParams, name: string): string | undefined => form.get(name)?.trim() || undefined

/** What is said beside what was done. */
const withWarnings = ({ reader }: Asked, said: string, warnings: readonly string[]): string =>
  warnings.length > 0 ? `${said} ${onCallWords[reader.language].warned(warnings.join(' '))}` : said

const optionalWhy = (asked: Asked, form: URLSearchParams): { readonly why?: string } =>
  field(form, 'why') === undefined ? {} : { why: whyOf(asked, form) }

/** Has somebody cover a time, as the page before has shown it. */
export const cover: Act = async (asked, form) => {
  const { deployment, session, reader } = asked
  const say = onCallWords[reader.language]
  const until = field(form, 'end')
  if (until === undefined) throw new UsageError(say.noEnd)
  const { override, warnings } = await overrideShift(deployment, {
    rotation: form.get('rotation') ?? '',
    who: form.get('who') ?? '',
    instead: field(form, 'instead'),
    from: field(form, 'begin'),
    until,
    ...optionalWhy(asked, form),
    by: session.by,
    request: requestOf(form),
  })
  const said = say.covered(form.get('who') ?? '', override.rotation, timeText(reader, override.until))
  return { said: withWarnings(asked, said, warnings), next: home }
}

/** Has two people have each other's turns. */
export const swap: Act = async (asked, form) => {
  const { deployment, session, reader } = asked
  const [who, other] = [form.get('who') ?? '', form.get('with') ?? '']
  const { override, warnings } = await swapTurns(deployment, {
    rotation: form.get('rotation') ?? '',
    who,
    with: other,
    from: field(form, 'begin'),
    until: field(form, 'end'),
    ...optionalWhy(asked, form),
    by: session.by,
    request: requestOf(form),
  })
  const said = onCallWords[reader.language].swapped(who, other, override.rotation)
  return { said: withWarnings(asked, said, warnings), next: home }
}

/** An id in an address. @throws PageError 404 for what is none */
const idOf = ({ param }: Pick<Asked, 'param'>): string => {
  const id = param('id')
  if (!/^[0-9a-f]{8,32}$/.test(id)) throw new PageError(404)
  return id
}

/** Ends an override or a swap. */
export const cancel: Act = async (asked, form) => {
  const { deployment, session, reader } = asked
  await cancelOverride(deployment, { id: idOf(asked), by: session.by, request: requestOf(form) })
  return { said: onCallWords[reader.language].cancelled, next: home }
}

/** Has what fits call nobody for a while. */
export const silence: Act = async (asked, form) => {
  const { deployment, session, reader } = asked
  const say = onCallWords[reader.language]
  const [alarm, namespace] = [field(form, 'alarm'), field(form, 'namespace')]
  if (alarm === undefined && namespace === undefined) throw new UsageError(say.noMatch)
  const why = whyOf(asked, form)
  const until = untilOf(asked, form)
  const { incidents } = await silenceAlarms(deployment, {
    match: { ...(alarm === undefined ? {} : { alarm }), ...(namespace === undefined ? {} : { namespace }) },
    until,
    why,
    by: session.by,
    request: requestOf(form),
  })
  const said = say.silenced([alarm, namespace].filter(Boolean).join(' · '), timeText(reader, until))
  return { said: incidents.length > 0 ? `${said} ${say.silencedNow(incidents.length)}` : said, next: home }
}

/** Ends a silence. */
export const unsilence: Act = async (asked, form) => {
  const { deployment, session, reader } = asked
  const say = onCallWords[reader.language]
  const { incidents } = await endSilence(deployment, { id: idOf(asked), by: session.by, request: requestOf(form) })
  return {
    said: incidents.length > 0 ? `${say.silenceEnded} ${say.released(incidents.length)}` : say.silenceEnded,
    next: home,
  }
}

/** Makes an address of a calendar and shows it, this once: it is written down nowhere. */
export const makeFeed: Act = async (asked, form) => {
  const { deployment, session, reader, home: address } = asked
  const say = onCallWords[reader.language]
  // The page's function stands behind the address and does not have it as an output: the browser has used it just now.
  const output = (name: string): string => (name === 'ConsoleUrl' ? address : deployment.output(name))
  const { name, url } = await makeCalendar(
    { connect: deployment.connect, output },
    { name: form.get('name') ?? '', by: session.by, request: requestOf(form) },
  )
  return {
    said: say.feedMade(name),
    next: home,
    onceOnly: {
      title: say.feedMade(name),
      above: [{ path: home, title: say.title }],
      refreshSeconds: 0,
      body: html`<p class="notice good" role="status">${say.feedOnce}</p><p class="card"><code>${url}</code></p><p class="soft">${say.feedAbout}</p><p>${buttonLink(asked, home, say.back)}</p>`,
    },
  }
}

/** Ends every address of a name. */
export const revokeFeeds: Act = async (asked, form) => {
  const { deployment, session, reader } = asked
  const { name, revoked } = await revokeCalendars(deployment, {
    name: form.get('name') ?? '',
    by: session.by,
    request: requestOf(form),
  })
  return { said: onCallWords[reader.language].feedRevoked(name, revoked), next: home }
}
