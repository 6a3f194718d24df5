import { globSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { projectRoot } from '../../../local/places.ts'

const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...globSync('docs/**/*.md', { cwd: projectRoot })]
const read = (page: string): string => readFileSync(join(projectRoot, page), 'utf8')

/** A heading's anchor, as GitHub makes it. */
const anchorOf = (heading: string): string =>
  heading
    .trim()
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-')

const anchorsOf = (page: string): string[] =>
  [
    ...read(page)
      .replace(/^```[\s\S]*?^```/gm, '')
      .matchAll(/^#+ (.+)$/gm),
  ].map(([, heading = '']) => anchorOf(heading))

/** Where the links and pictures of a page lead, from the project's root; other sites are left out. */
const targetsOf = (page: string): { readonly file: string; readonly anchor: string | undefined }[] => {
  const text = read(page)
    .replace(/^```[\s\S]*?^```/gm, '')
    .replace(/`[^`\n]*`/g, '')
  const found = [...text.matchAll(/\]\(([^)\s]+)\)/g), ...text.matchAll(/<(?:img|a)\b[^>]*?(?:src|href)="([^"]+)"/g)]
  return found
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [path = '', anchor] = target.split('#')
      return { file: path === '' ? page : relative(projectRoot, join(projectRoot, dirname(page), path)), anchor }
    })
}

describe('every link between our pages', () => {
  it.each(pages)('%s', (page) => {
    const broken = targetsOf(page).filter(({ file, anchor }) => {
      const there = statSync(join(projectRoot, file), { throwIfNoEntry: false })
      if (!there) return true
      return anchor !== undefined && file.endsWith('.md') && !anchorsOf(file).includes(anchor)
    })
    expect(broken).toEqual([])
  })
})

test('pictures are small, so that a page is there at once', () => {
  const pictures = globSync('docs/pictures/*', { cwd: projectRoot })
  expect(pictures.length).toBeGreaterThan(0)
  for (const picture of pictures) expect(statSync(join(projectRoot, picture)).size).toBeLessThanOrEqual(150 * 1024)
})

describe.each(['README.md', 'CONTRIBUTING.md'])('the table "Where to change what" of %s', (page) => {
  const [, table = ''] = /^##+ Where to change what[^\n]*\n([\s\S]*?)^## /m.exec(read(page)) ?? []
  const paths = [...table.matchAll(/`([\w./-]+\/[\w./-]*)`/g)].map(([, path = '']) => path)

  it('has answers', () => {
    expect(paths.length).toBeGreaterThan(10)
  })

  it.each(paths)('%s is there', (path) => {
    expect(statSync(join(projectRoot, path), { throwIfNoEntry: false })).toBeDefined()
  })
})
