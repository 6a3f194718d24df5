import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** A file of ours, ready to be sent. */
export interface StaticFile {
  /** With the hash of its content in it, so that it may be kept for ever. */
  readonly name: string
  readonly type: string
  readonly body: Buffer
}

export interface StaticFiles {
  readonly style: string
  readonly script: string
  readonly icon: string
  readonly find: (name: string) => StaticFile | undefined
}

const types = { css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8', svg: 'image/svg+xml' } as const

const read = (folder: URL, stem: string, ending: keyof typeof types): StaticFile => {
  const body = readFileSync(new URL(`${stem}.${ending}`, folder))
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 12)
  return { name: `${stem}.${hash}.${ending}`, type: types[ending], body }
}

/** The files that every page needs, from a folder beside the function. @param folder with a slash at its end */
export const staticFilesIn = (folder: URL): StaticFiles => {
  const [style, script, icon] = [
    read(folder, 'console', 'css'),
    read(folder, 'console', 'js'),
    read(folder, 'icon', 'svg'),
  ]
  const files = [style, script, icon]
  return {
    style: style.name,
    script: script.name,
    icon: icon.name,
    find: (name) => files.find((file) => file.name === name),
  }
}
