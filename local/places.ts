import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The project's directory. */
export const projectRoot = fileURLToPath(new URL('..', import.meta.url))

/** Where the laptop keeps what it installs and writes; git ignores it. */
export const localDirectory = join(projectRoot, '.nightshift')

/** Where the project's Node is, to be put first on a PATH. */
export const ownBinaries = join(projectRoot, 'node_modules', '.bin')
