import { type Html, html } from './html.ts'
import { style } from './style.ts'

/** A whole page. */
export const documentOf = (language: string, title: string, content: Html): string => {
  const page = html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="format-detection" content="telephone=no">
<title>${title}</title>
<style>${{ markup: style }}</style>
</head>
<body>
<main>
${content}
</main>
</body>
</html>
`
  return page.markup
}
