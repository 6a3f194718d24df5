import type { Config } from '../../../shared/config/schema.ts'
import type { Asked, MenuEntry, Page } from '../contract/contribution.ts'
import { guardFields } from './form.ts'
import { type Html, html } from './html.ts'
import { icon } from './icons.ts'
import type { Reader } from './reader.ts'
import { consoleWords } from './words/console.ts'

/** What stands around a page. */
export interface Frame {
  readonly reader: Reader
  readonly config: Pick<Config, 'name'>
  readonly at: Asked['at']
  readonly laptop: boolean
  /** Names of our files, with the hash of their content in them. */
  readonly assets: { readonly style: string; readonly script: string; readonly icon: string }
}

/** A whole document. */
export const documentOf = (
  { reader, config, at, assets }: Frame,
  title: string,
  content: Html,
  refreshSeconds = 0,
): Html => html`<!doctype html>
<html lang="${reader.language}" data-theme="${reader.theme}"${refreshSeconds > 0 ? html` data-refresh="${refreshSeconds}"` : undefined}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="${reader.theme === 'auto' ? 'light dark' : reader.theme}">
<meta name="format-detection" content="telephone=no">
<title>${title} · ${config.name}</title>
<link rel="stylesheet" href="${at(`/static/${assets.style}`)}">
<link rel="icon" href="${at(`/static/${assets.icon}`)}" type="image/svg+xml">
<script src="${at(`/static/${assets.script}`)}" defer></script>
</head>
<body>
${content}
</body>
</html>
`

/** A page for somebody who is not signed in, or an error. */
export const plainPage = (frame: Frame, title: string, body: Html): Html =>
  documentOf(
    frame,
    title,
    html`<main id="content" class="plain"><p class="brand">${icon('night')} ${frame.config.name}</p>
<h1>${title}</h1>
${body}</main>`,
  )

/** What came of the form before: shown once, at the top. */
export interface Notice {
  readonly isGood: boolean
  readonly text: string
}

/** A page with the menu before it. */
export const signedInPage = (
  frame: Frame,
  asked: Pick<Asked, 'session' | 'guard' | 'path' | 'at' | 'reader'>,
  menu: readonly MenuEntry[],
  page: Page,
  notice?: Notice,
): Html => {
  const say = consoleWords[frame.reader.language]
  const refresh = page.refreshSeconds ?? 60
  return documentOf(
    frame,
    page.title,
    html`<a class="skip" href="#content">${say.skip}</a>
<header class="top"><a class="brand" href="${frame.at('/')}">${icon('night')}<span>${frame.config.name}</span></a>
<nav aria-label="${say.menu}"><ul class="menu">${menu.map((entry) => menuItem(asked, entry))}</ul></nav>
${account(frame, asked)}</header>
${frame.laptop ? html`<aside class="laptop">${say.laptop}</aside>` : undefined}
<main id="content" tabindex="-1"${page.isWide ? html` class="wide"` : undefined}>
${notice ? html`<p class="notice ${notice.isGood ? 'good' : 'bad'}" role="status"><strong>${notice.isGood ? say.done : say.notDone}.</strong> ${notice.text}</p>` : undefined}
${page.above?.length ? html`<p class="above">${page.above.map(({ path, title }) => html`<a href="${frame.at(path)}"><bdi>${title}</bdi></a> <span aria-hidden="true">/</span> `)}</p>` : undefined}
<h1><bdi>${page.title}</bdi></h1>
${page.body}</main>`,
    refresh,
  )
}

const isBelow = (path: string, entry: string): boolean =>
  entry === '/' ? path === '/' : path === entry || path.startsWith(`${entry}/`)

const menuItem = ({ path, at, reader }: Pick<Asked, 'path' | 'at' | 'reader'>, entry: MenuEntry): Html =>
  html`<li><a class="menu-link" href="${at(entry.path)}"${isBelow(path, entry.path) ? html` aria-current="page"` : undefined}>${icon(entry.icon)}<span>${entry.title(reader.language)}</span></a></li>`

const account = (frame: Frame, { session, guard, path }: Pick<Asked, 'session' | 'guard' | 'path'>): Html => {
  const { reader, at } = frame
  const say = consoleWords[reader.language]
  const option = (value: string, label: string, chosen: string): Html =>
    html`<option value="${value}"${value === chosen ? html` selected` : undefined}>${label}</option>`
  return html`<details class="account"><summary aria-label="${say.signedInAs(session.by)}">${icon('person')}<span><bdi>${session.by}</bdi></span></summary>
<div class="card"><p>${say.signedInAs(session.by)} · ${say.role[session.role]}</p>
<form method="post" action="${at('/settings')}" class="settings">${guardFields(guard, path)}
<label>${say.language}<select name="language">${(['en', 'ko'] as const).map((each) => option(each, say.languages[each], reader.language))}</select></label>
<label>${say.theme}<select name="theme">${(['auto', 'light', 'dark'] as const).map((each) => option(each, say.themes[each], reader.theme))}</select></label>
<label>${say.zone}<input name="zone" value="${reader.zone}" autocomplete="off" spellcheck="false"></label>
<button>${say.save}</button></form>
<p><a href="${at('/sessions')}">${say.sessions}</a></p>
<form method="post" action="${at('/sign-out')}">${guardFields(guard, path)}<button>${say.signOut}</button></form></div></details>`
}
