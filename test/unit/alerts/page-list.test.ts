import { renderPage } from '../../../functions/alerts/page/render.ts'
import type { ListedView } from '../../../functions/alerts/page/view.ts'
import { makeView } from './page-view.ts'

const listed = (index: number, more: Partial<ListedView> = {}): ListedView => ({
  id: `i${index}`,
  title: `queue-${index}`,
  severity: 'warning',
  state: 'open',
  openedAt: '2026-11-28T17:30:04Z',
  reason: 'it is bad',
  path: `./token-${index}`,
  ...more,
})
const textOf = (page: string): string =>
  page
    .replace(/<style[\s\S]*?<\/style>/, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
const pageOf = (list: readonly ListedView[], language: 'en' | 'ko' = 'en') =>
  renderPage(makeView(list[0] ?? {}, { list, language }))

describe('the page of a link to several incidents', () => {
  test('lists all of them, each with the way to its own page, and acts on all', () => {
    const page = pageOf([
      ...Array.from({ length: 23 }, (_, index) => listed(index)),
      listed(23, { state: 'acknowledged', acknowledgedBy: 'mina' }),
      listed(24, { state: 'resolved', closedAt: '2026-11-28T17:35:00Z', path: undefined }),
    ])
    expect(page.match(/<li>/g)).toHaveLength(25)
    expect(page.match(/href="\.\/token-\d+"/g)).toHaveLength(24)
    const text = textOf(page)
    for (const part of [
      '25 incidents',
      'Acknowledge all 23',
      'Resolve all 24',
      'queue-24',
      'Acknowledged by mina',
      'It is over',
    ])
      expect(text).toContain(part)
    expect(page).not.toContain('value="escalate"')
    expect(page).toContain('value="acknowledge" class="first"')
  })

  test('offers nothing when all is over', () => {
    const page = pageOf([listed(0, { state: 'resolved' }), listed(1, { state: 'suppressed' })])
    expect(page).not.toContain('<button')
    expect(textOf(page)).toContain('It is over')
  })

  test('of which several people must acknowledge some: what the reader has acknowledged is not offered again', () => {
    const partly = [{ by: 'joon', at: '2026-11-28T17:41:00Z' }]
    const text = textOf(pageOf([listed(0, { needed: 2, partly }), listed(1, { needed: 2 }), listed(2)]))
    for (const part of [
      'Acknowledge all 2',
      'Resolve all 3',
      'Where several people must, others are called until they have',
      'Acknowledged by you: 1 of 2 people who must',
    ])
      expect(text).toContain(part)
    expect(pageOf([listed(0, { needed: 2, partly }), listed(1, { needed: 2, partly })])).not.toContain(
      'value="acknowledge"',
    )
  })

  test('is Korean for Korean readers', () => {
    const text = textOf(pageOf([listed(0), listed(1)], 'ko'))
    expect(text).toContain('장애 2건')
    expect(text).toContain('2건 모두 확인')
  })

  test('lets nothing of an alarm into the markup', () => {
    const page = pageOf([listed(0, { title: '<script>alert(1)</script>\u202e' }), listed(1)])
    expect(page).not.toMatch(/<script|\u202e/)
  })
})
