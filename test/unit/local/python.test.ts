import { choosePython, type Python } from '../../../local/python.ts'

const python = (version: string, hasVenv = true, hasPip = true): Python => ({
  path: `/usr/bin/python${version}`,
  version,
  hasVenv,
  hasPip,
})

test.each([
  ['the first that can make an environment', [python('3.11.2', false), python('3.13.1')], '3.13.1'],
  ['one with pip alone, when none can', [python('3.12.0', false, false), python('3.10.4', false)], '3.10.4'],
  ['one with neither, so that the next step can say what to install', [python('3.12.0', false, false)], '3.12.0'],
  ['one that is new enough, in numbers and not in letters', [python('3.9.18'), python('3.10.0')], '3.10.0'],
])('it takes %s', (_, found, version) => {
  expect(choosePython(found).version).toBe(version)
})

test('one line says what to do when Python is too old or missing', () => {
  expect(() => choosePython([python('3.8.10')])).toThrow(
    'Python 3.8.10 is too old for the emulator: install Python 3.10',
  )
  expect(() => choosePython([])).toThrow(/^Python is missing: .*python3-venv/)
})
