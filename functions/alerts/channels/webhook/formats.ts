import { cut, withoutControls } from '../../../../shared/text.ts'
import type { Post } from '../../../../shared/webhook/post.ts'
import type { About, Message } from '../../message/message.ts'
import type { Format } from './names.ts'

type Mood = About['mood']

/** The parts of a message, cleaned: nothing that turns text around, moves a cursor or cannot be seen. */
interface Parts {
  readonly mood: Mood
  /** How bad, and what. */
  readonly title: string
  readonly lines: readonly string[]
  readonly link: About['link']
}

const clean = (text: string): string => withoutControls(text.toWellFormed())
const oneLine = (text: string): string => clean(text).replace(/\s+/g, ' ').trim()

const partsOf = ({ about, subject, text }: Message): Parts => {
  if (!about) return { mood: 'critical', title: oneLine(subject), lines: clean(text).split('\n'), link: undefined }
  const { mood, head, title, lines, link } = about
  return { mood, title: oneLine(`${head} ${title}`), lines: lines.map(oneLine), link }
}

/** The longest beginning of a text that fits, `…` included; nothing where not even that does. */
export const cutTo = (text: string, fits: (shorter: string) => boolean): string => {
  if (fits(text)) return text
  let [low, high] = [0, text.length]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (fits(`${cut(text, middle)}…`)) low = middle
    else high = middle - 1
  }
  const shorter = `${cut(text, low).trimEnd()}…`
  return fits(shorter) ? shorter : ''
}

const bytesOf = (text: string): number => Buffer.byteLength(text, 'utf8')

/** Title, lines and link of one text. What does not fit goes from the end of the lines; the link stays whole. */
const plainText = ({ title, lines, link }: Parts, fits: (text: string) => boolean, withTitle = true): string => {
  const end = link ? `\n${link.url}` : ''
  const body = [...(withTitle ? [title] : []), ...lines].join('\n')
  // A push without a body is shown by no phone.
  return (cutTo(body === '' ? title : body, (shorter) => fits(shorter + end)) + end).trim()
}

/**
 * Slack's three characters, and what would call people who are not meant: `@here` of Mattermost, `@everyone` of Discord. A character
 * that nobody sees takes their meaning away. https://docs.slack.dev/messaging/formatting-message-text
 */
export const escapeSlack = (text: string): string =>
  text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/(?<![\w.+-])@|@(?=here|all|channel|everyone)/gi, '@\u200b')

// Slack takes 40,000 characters, Mattermost 4,000 at first and Discord 2,000.
const longestSlack = 1_900

const slack = (message: Message): string => {
  const parts = partsOf(message)
  const text = plainText(parts, (shorter) => escapeSlack(shorter).length <= longestSlack)
  return JSON.stringify({ text: escapeSlack(text) })
}

const colours: Readonly<Record<Mood, string>> = {
  critical: 'Attention',
  warning: 'Warning',
  info: 'Accent',
  good: 'Good',
}

/** Text of a card without Markdown: a TextBlock would read `[a](b)` as a link and `{{DATE(…)}}` as a date. */
const plainBlock = (text: string, more: object = {}) => ({
  type: 'RichTextBlock',
  inlines: [{ type: 'TextRun', text, ...more }],
})

// Teams takes messages of 28 KB. https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook
const largestCard = 24_000

const teams = (message: Message): string => {
  const { mood, title, lines, link } = partsOf(message)
  const card = (text: string): string =>
    JSON.stringify({
      type: 'message',
      summary: cut(title, 200),
      attachments: [
        {
          contentType: 'application/vnd.microsoft.card.adaptive',
          contentUrl: null,
          content: {
            $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
            type: 'AdaptiveCard',
            version: '1.4',
            msteams: { width: 'Full' },
            body: [
              plainBlock(cut(title, 500), { size: 'Large', weight: 'Bolder', color: colours[mood] }),
              ...(text === '' ? [] : text.split('\n').map((line) => plainBlock(line))),
            ],
            actions: link ? [{ type: 'Action.OpenUrl', title: cut(link.text, 100), url: link.url }] : [],
          },
        },
      ],
    })
  return card(cutTo(lines.filter((line) => line !== '').join('\n'), (text) => bytesOf(card(text)) <= largestCard))
}

/** Of 1 to 5. What is critical is `max`, which may break through do-not-disturb; what is not urgent makes no sound. */
const ntfyPriorities: Readonly<Record<Mood, string>> = { critical: '5', warning: '4', info: '2', good: '2' }
const ntfyTags: Readonly<Record<Mood, string>> = {
  critical: 'rotating_light',
  warning: 'warning',
  info: 'information_source',
  good: 'white_check_mark',
}

/**
 * A text as it may stand in a header: ASCII, or encoded as RFC 2047 has it, which ntfy reads. What looks as if it were encoded
 * already is encoded again.
 */
export const headerText = (text: string): string => {
  const line = oneLine(text)
  return /^[\x20-\x7e]*$/.test(line) && !line.includes('=?')
    ? line
    : `=?UTF-8?B?${Buffer.from(line, 'utf8').toString('base64')}?=`
}

// ntfy makes an attachment of what is longer than 4,096 bytes. https://docs.ntfy.sh/publish/#limitations
const longestNtfy = 3_900

const ntfy = (message: Message): Pick<Post, 'headers' | 'body'> => {
  const parts = partsOf(message)
  return {
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      title: headerText(cut(parts.title, 250)),
      priority: ntfyPriorities[parts.mood],
      tags: ntfyTags[parts.mood],
      ...(parts.link ? { click: headerText(parts.link.url) } : {}),
    },
    body: plainText(parts, (text) => bytesOf(text) <= longestNtfy, false),
  }
}

/** Of -2 to 2. 1 comes in quiet hours too, and as a critical alert of iOS; 2 would go on for an hour after it is acknowledged here. */
const pushoverPriorities: Readonly<Record<Mood, number>> = { critical: 1, warning: 0, info: -1, good: -1 }

/** Token and user stand in the address: they move into the body, out of what servers log. https://pushover.net/api#limits */
const pushover = (message: Message, address: URL): Post => {
  const { mood, title, lines, link } = partsOf(message)
  const fields = new URLSearchParams(address.search)
  fields.set('title', cut(title, 250))
  fields.set(
    'message',
    cutTo(lines.join('\n').trim() || title, (text) => text.length <= 1_024),
  )
  fields.set('priority', String(pushoverPriorities[mood]))
  if (link && link.url.length <= 512) {
    fields.set('url', link.url)
    fields.set('url_title', cut(link.text, 100))
  }
  const url = new URL(address)
  url.search = ''
  return { url, headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: fields.toString() }
}

/** Most characters of the whole text, and of one name or line, in what programs read. */
const longestText = 20_000
const longestLine = 1_000

const shortLine = (text: string): string => cut(oneLine(text), longestLine)

/** What programs read. Fields are added, and never taken away or given another meaning, without another `version`. */
const json = (message: Message, to: string): string => {
  const { about, subject, text } = message
  return JSON.stringify({
    version: 1,
    id: message.id,
    to,
    kind: about?.kind ?? 'page',
    severity: about?.mood === 'good' ? undefined : about?.mood,
    subject: shortLine(subject),
    title: shortLine(about?.title ?? subject),
    lines: about?.lines.map(shortLine) ?? [],
    text: clean(cut(text, longestText)),
    link: about?.link?.url,
    incidents:
      about?.incidents.map(({ alarm, title, ...rest }) => ({
        ...rest,
        alarm: shortLine(alarm),
        title: shortLine(title),
      })) ?? [],
  })
}

const isJson = { 'content-type': 'application/json; charset=utf-8' }

/** A message as a service takes it, unsigned. @param to the responder's short name */
export const formatMessage = (format: Format, message: Message, to: string, url: URL): Post => {
  if (format === 'pushover') return pushover(message, url)
  if (format === 'ntfy') return { url, ...ntfy(message) }
  const body = format === 'slack' ? slack(message) : format === 'teams' ? teams(message) : json(message, to)
  return { url, headers: isJson, body }
}
