import { execFileSync } from 'node:child_process'
import { SetupError } from './setup-error.ts'

export type Python = {
  readonly path: string
  readonly version: string
  /** Whether `python -m venv` can work: Debian and Ubuntu ship it apart. */
  readonly hasVenv: boolean
  readonly hasPip: boolean
}

const names = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python']
const probe = `
import importlib.util as u, json, sys
print(json.dumps({
  "path": sys.executable,
  "version": "%d.%d.%d" % sys.version_info[:3],
  "hasVenv": bool(u.find_spec("venv") and u.find_spec("ensurepip")),
  "hasPip": bool(u.find_spec("pip")),
}))`

const ask = (name: string): Python[] => {
  try {
    const told = execFileSync(name, ['-c', probe], {
      encoding: 'utf8',
      timeout: 10_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return [JSON.parse(told) as Python]
  } catch {
    return []
  }
}

const isNewEnough = ({ version }: Python): boolean => {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > 3 || (major === 3 && minor >= 10)
}

/**
 * The Python to run the emulator with: 3.10 or newer, one that can make a virtual environment before one that cannot.
 * @throws SetupError when there is none or all are too old.
 */
export const choosePython = (found: readonly Python[]): Python => {
  const fit = found.filter(isNewEnough)
  const best = fit.find(({ hasVenv }) => hasVenv) ?? fit.find(({ hasPip }) => hasPip) ?? fit[0]
  if (best) return best
  const old = found[0]
  throw new SetupError(
    old
      ? `Python ${old.version} is too old for the emulator: install Python 3.10 or newer (python.org/downloads).`
      : 'Python is missing: the emulator needs Python 3.10 or newer (python.org/downloads, or `sudo apt install python3 python3-venv`).',
  )
}

/** Looks for Python on the PATH. @throws SetupError when none will do. */
export const findPython = (): Python => {
  const found: Python[] = []
  for (const name of names) {
    const told = ask(name)
    if (told.some((python) => isNewEnough(python) && python.hasVenv)) return choosePython(told)
    found.push(...told)
  }
  return choosePython(found)
}
