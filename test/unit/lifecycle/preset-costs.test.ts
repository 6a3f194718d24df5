import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { wantedRules } from '../../../functions/lifecycle/rules/wanted.ts'
import { projectRoot } from '../../../local/places.ts'
import { type PresetName, presetNames } from '../../../shared/config/lifecycle/schema.ts'
import { dollarsBetween, lifeOf } from '../../../shared/lifecycle/life.ts'
import { monthDays } from '../../../shared/lifecycle/prices.ts'

const dayMs = 86_400_000
const created = new Date('2026-01-01T12:00:00Z')
const until = new Date('2029-01-01T00:00:00Z')
/** A terabyte of photos of 5 MiB. */
const size = 5 * 1024 ** 2
const count = 1024 ** 4 / size
const months = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]

/** Which presets are about what was replaced: their terabyte is replaced after a day. */
const aboutOld: readonly PresetName[] = ['recoverable-deletes', 'old-versions']

const lifeUnder = (presets: readonly PresetName[]) => {
  const isOld = presets.some((name) => aboutOld.includes(name))
  return lifeOf(
    {
      key: 'a',
      size,
      created,
      tags: { Department: 'Finance' },
      versioning: isOld ? 'enabled' : 'off',
      ...(isOld ? { replaced: new Date(created.getTime() + dayMs) } : {}),
    },
    { rules: wantedRules({ presets: [...presets], rules: {} }, 'shop'), until },
  )
}

const monthly = (presets: readonly PresetName[]): string[] => {
  const life = lifeUnder(presets)
  const at = (month: number): Date => new Date(created.getTime() + month * monthDays * dayMs)
  return months.map((month) => (dollarsBetween(life, at(month - 1), at(month)) * count).toFixed(2))
}

// Nothing of an upload that was never completed can be read: it is no terabyte of objects.
const shown = presetNames.filter((name) => name !== 'incomplete-uploads')

test('the page has what each preset costs a terabyte, month by month', () => {
  const columns = [
    ['month', '---', ...months.map(String)],
    ['no preset', '--:', ...monthly([])],
  ]
  for (const name of shown) columns.push([`\`${name}\``, '--:', ...monthly([name])])
  const table = (columns[0] ?? []).map((_, row) => `| ${columns.map((column) => column[row]).join(' | ')} |`).join('\n')
  const page = readFileSync(join(projectRoot, 'docs/lifecycle.md'), 'utf8')
  expect(page.slice(page.indexOf('| month |')).split('\n\n')[0]).toBe(table)
})

test.each<[PresetName, number]>([
  ['photo-originals', 0.3],
  ['infrequent-then-archive', 0.6],
  ['intelligent', 0.5],
  ['finance-by-tag', 0.4],
])('%s costs less than %f of STANDARD over three years', (name, share) => {
  expect(lifeUnder([name]).dollars / lifeUnder([]).dollars).toBeLessThan(share)
})
