import { escapeMarkup } from './escape-markup.ts'
import type { Language } from './words.ts'

/** What an email is made of, in the order in which it stands there. Every text is still unescaped. */
export interface Letter {
  readonly language: Language
  /** Colour of the bar beside the title. */
  readonly mood: 'critical' | 'warning' | 'info' | 'good'
  /** Severity, or that it is over. */
  readonly head: string
  readonly title: string
  readonly paragraphs: readonly string[]
  readonly button?: { readonly text: string; readonly url: string; readonly note: string } | undefined
  readonly picture?: { readonly title: string; readonly cid: string } | undefined
  readonly tables: readonly Table[]
  readonly links: readonly { readonly text: string; readonly url: string }[]
}

export interface Table {
  readonly title: string
  readonly rows: readonly (readonly [label: string, value: string, url?: string])[]
}

/** The letter as plain text: what a watch, a screen reader or the fallback topic shows. */
export const letterText = ({ title, head, paragraphs, button, tables, links }: Letter): string =>
  [
    `${head}: ${title}`,
    ...paragraphs,
    ...(button ? [`${button.text}:\n${button.url}\n${button.note}`] : []),
    ...tables
      .filter(({ rows }) => rows.length > 0)
      .map((table) =>
        [
          table.title,
          ...table.rows.map(([label, value, url]) => `  ${label}: ${value}${url ? `\n    ${url}` : ''}`),
        ].join('\n'),
      ),
    ...links.map(({ text, url }) => `${text}:\n${url}`),
  ].join('\n\n')

// Middle tones, of which each can be read on white and on black: no program need invert anything.
const tones = { critical: '#dc2626', warning: '#d97706', info: '#2563eb', good: '#16a34a' } as const
const quiet = '#808080'
const font = "-apple-system,'Segoe UI',Roboto,'Apple SD Gothic Neo','Malgun Gothic','Noto Sans KR',sans-serif"

const tableHtml = ({ title, rows }: Table): string =>
  rows.length === 0
    ? ''
    : `<h2 style="font-size:15px;margin:24px 0 8px">${escapeMarkup(title)}</h2>
<table role="presentation" cellpadding="0" cellspacing="0" style="border-collapse:collapse;font-size:14px">
${rows
  .map(
    ([label, value, url]) =>
      `<tr><td style="padding:3px 16px 3px 0;vertical-align:top;white-space:nowrap;color:${quiet}">${escapeMarkup(label)}</td><td style="padding:3px 0;vertical-align:top;word-break:break-word">${
        url
          ? `<a href="${escapeMarkup(url)}" style="color:${tones.info}">${escapeMarkup(value)}</a>`
          : escapeMarkup(value)
      }</td></tr>`,
  )
  .join('\n')}
</table>`

/** The letter as HTML. No style sheet, no script, nothing from elsewhere; it names no background, so it is light or dark as its reader is. */
export const letterHtml = (letter: Letter): string => {
  const { language, mood, head, title, paragraphs, button, picture, tables, links } = letter
  return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><title>${escapeMarkup(title)}</title></head>
<body style="margin:0;padding:16px;font-family:${font};font-size:15px;line-height:1.5">
<div style="max-width:640px;margin:0 auto">
<div style="border-left:6px solid ${tones[mood]};padding:2px 0 2px 14px">
<div style="color:${tones[mood]};font-size:13px;font-weight:700">${escapeMarkup(head)}</div>
<h1 style="font-size:20px;line-height:1.3;margin:2px 0;word-break:break-word">${escapeMarkup(title)}</h1>
</div>
${paragraphs
  .map((text) => `<p style="margin:14px 0;white-space:pre-line;word-break:break-word">${escapeMarkup(text)}</p>`)
  .join('\n')}
${
  button
    ? `<p style="margin:20px 0"><a href="${escapeMarkup(button.url)}" style="display:inline-block;padding:12px 20px;border-radius:8px;background:${tones.info};color:#ffffff;text-decoration:none;font-weight:600">${escapeMarkup(button.text)}</a><br><span style="font-size:13px;color:${quiet}">${escapeMarkup(button.note)}</span></p>`
    : ''
}
${
  picture
    ? `<p style="margin:20px 0"><img src="cid:${escapeMarkup(picture.cid)}" alt="${escapeMarkup(picture.title)}" width="600" style="max-width:100%;height:auto;border-radius:8px"></p>`
    : ''
}
${tables.map(tableHtml).join('\n')}
${
  links.length === 0
    ? ''
    : `<p style="margin:24px 0;font-size:14px">${links
        .map(({ text, url }) => `<a href="${escapeMarkup(url)}" style="color:${tones.info}">${escapeMarkup(text)}</a>`)
        .join('<br>')}</p>`
}
</div>
</body>
</html>
`
}
