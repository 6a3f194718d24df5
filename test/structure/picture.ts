import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { projectRoot } from '../../local/places.ts'
import { allImports, type Import } from './imports.ts'

/** The page that shows the picture, between the two marks. */
export const picturePage = join(projectRoot, 'docs', 'architecture.md')
const marks = ['<!-- imports: made by `npm run pictures` -->', '<!-- /imports -->'] as const

/** The room that a file belongs to, as deep as the picture shows: a room of a capability, or a top folder. */
const roomOf = (file: string): string | undefined => {
  const [top = '', capability = '', ...rest] = file.split('/')
  if (rest.length === 0 && top === 'functions') return undefined
  if (top !== 'functions') return ['shared', 'api', 'infra', 'cli', 'local'].includes(top) ? top : undefined
  return rest.length > 1 ? `${capability}/${rest[0]}` : `${capability}/on-*`
}

const nodeOf = (room: string): string => room.replace(/[^a-z]+/g, '_')

const arrowsOf = (imports: readonly Import[]): [string, string][] => {
  const pairs = new Set<string>()
  for (const { from, to } of imports) {
    const [a, b] = [roomOf(from), roomOf(to)]
    if (a && b && a !== b && b !== 'shared') pairs.add(`${a} ${b}`)
  }
  return [...pairs].sort().map((pair) => pair.split(' ') as [string, string])
}

/** The imports as a Mermaid flowchart: rooms as boxes, a capability as the frame around its rooms; `shared`, which all import, has no arrows. */
export const drawImports = (imports: readonly Import[]): string => {
  const arrows = arrowsOf(imports)
  const rooms = [...new Set(arrows.flat())].sort()
  const capabilities = [...new Set(rooms.filter((room) => room.includes('/')).map((room) => room.split('/')[0] ?? ''))]
  const frames = capabilities.map((capability) => {
    const own = rooms.filter((room) => room.startsWith(`${capability}/`))
    const boxes = own.map((room) => `    ${nodeOf(room)}["${room.slice(capability.length + 1)}"]`)
    return [`  subgraph ${capability}`, ...boxes, '  end'].join('\n')
  })
  const tops = rooms.filter((room) => !room.includes('/')).map((room) => `  ${nodeOf(room)}["${room}/"]`)
  const outside = new Set<string>()
  const lines = arrows.flatMap(([from, to]) => {
    // What stands outside points at a capability once, not at each of its rooms.
    const target = !from.includes('/') && to.includes('/') ? (to.split('/')[0] ?? '') : nodeOf(to)
    const line = `  ${nodeOf(from)} --> ${target}`
    if (outside.has(line)) return []
    outside.add(line)
    return [line]
  })
  return ['flowchart LR', ...frames, ...tops, ...lines].join('\n')
}

/** The page with the picture put between its marks. @throws Error where the marks are not there */
export const withPicture = (page: string, picture: string): string => {
  const [start, end] = [page.indexOf(marks[0]), page.indexOf(marks[1])]
  if (start < 0 || end < start) throw new Error(`docs/architecture.md lacks the marks ${marks.join(' and ')}`)
  return `${page.slice(0, start + marks[0].length)}\n\`\`\`mermaid\n${picture}\n\`\`\`\n${page.slice(end)}`
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  writeFileSync(picturePage, withPicture(readFileSync(picturePage, 'utf8'), drawImports(allImports())))
