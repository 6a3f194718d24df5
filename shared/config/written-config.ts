import { ConfigError, errorName, errorText } from '../errors.ts'

/** What a module's stack says of where it failed: `nightshift.config.ts:5:9`, or the lines of code that Node shows. */
const placeOf = (error: unknown): string => {
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  const shown = /^\S*?([^/\\\s]+\.[cm]?[jt]s:\d+)\n(?<code>.+)\n/.exec(stack)
  if (shown) return `${shown[1]}: ${shown.groups?.code?.trim()}`
  return /[/\\]([^/\\\s]+\.[cm]?[jt]s:\d+:\d+)\)?$/m.exec(stack.replaceAll(/^.*\bnode:.*$/gm, ''))?.[1] ?? ''
}

/**
 * What nightshift.config.ts, or another file, exports as `config`, unchecked. It is a program, and may fail before there is anything to check.
 * @throws ConfigError where it cannot be read as TypeScript, imports what is not there, throws, or exports no `config`
 */
export const writtenConfig = async (
  load: () => Promise<Readonly<Record<string, unknown>>> = () => import('../../nightshift.config.ts'),
  file = 'nightshift.config.ts',
): Promise<unknown> => {
  let module: Readonly<Record<string, unknown>>
  try {
    module = await load()
  } catch (error) {
    const place = placeOf(error)
    const problem = `cannot be loaded: ${errorName(error)}: ${errorText(error).split('\n')[0]}`
    throw new ConfigError(file, [place === '' ? problem : `${problem} (${place})`])
  }
  if (module.config !== undefined) return module.config
  const others = Object.keys(module)
  const has = others.length === 0 ? 'nothing' : others.map((name) => `\`${name}\``).join(', ')
  throw new ConfigError(file, [`exports ${has}; expected \`export const config = defineConfig({ … })\``])
}
