import { terminal } from '../../../shared/terminal.ts'
import { documentOf } from './document.ts'
import { html } from './html.ts'

export type Problem = 400 | 404 | 405 | 413 | 415 | 503

interface Told {
  readonly title: string
  readonly text: string
}

const refused: Record<'en' | 'ko', Told> = {
  en: { title: 'That did not work', text: 'Nothing was changed. Open the link again and use its buttons.' },
  ko: { title: '처리하지 못했습니다', text: '바뀐 것은 없습니다. 링크를 다시 열어 버튼을 눌러 주세요.' },
}

// What each says is the same whatever was wrong with the link: who guesses learns nothing from it.
const notFound: Record<'en' | 'ko', Told> = {
  en: { title: 'Nothing here', text: 'This link does not lead anywhere, or not any more. Look for a newer message.' },
  ko: {
    title: '찾을 수 없습니다',
    text: '없는 링크이거나 더 이상 쓸 수 없는 링크입니다. 더 최근의 메시지를 확인해 주세요.',
  },
}

/** What the page says, among other things, of an address that leads to no incident. */
export const leadsNowhere = notFound.en.text

const unavailable: Record<'en' | 'ko', Told> = {
  en: { title: 'Not available just now', text: 'Try again in a moment. If it lasts, acknowledge from a terminal:' },
  ko: {
    title: '지금은 사용할 수 없습니다',
    text: '잠시 후 다시 시도해 주세요. 계속 안 되면 터미널에서 확인 처리하세요:',
  },
}

const command = `${terminal} incidents ack`

/** A page for what went wrong, in both languages: who reads it is not known. It depends on the status alone. */
export const renderProblem = (status: Problem): string => {
  const told = status === 404 ? notFound : status === 503 ? unavailable : refused
  const hint = status === 503 ? html`<p><code>${command}</code></p>` : undefined
  const section = (language: 'en' | 'ko') =>
    html`<section lang="${language}"><h1>${told[language].title}</h1><p>${told[language].text}</p>${hint}</section>`
  return documentOf('en', told.en.title, html`${section('en')}${section('ko')}`)
}
