import type { CalendarConfig } from '../index.ts'
import type { Imported } from './instance-scheduler.ts'
import type { ImportedTarget } from './tagged-targets.ts'

const keyText = (key: string): string => (/^[a-z_$][\w$]*$/i.test(key) ? key : `'${key}'`)

/** A value as the config file writes it, in one line. */
const valueText = (value: unknown): string => {
  if (typeof value === 'string') return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`
  if (typeof value !== 'object' || value === null) return String(value)
  const fields = Object.entries(value).filter(([, each]) => each !== undefined)
  return fields.length === 0
    ? '{}'
    : `{ ${fields.map(([key, each]) => `${keyText(key)}: ${valueText(each)}`).join(', ')} }`
}

const calendarLines = ([name, { zone, rules }]: readonly [string, CalendarConfig]): string[] => [
  `    ${keyText(name)}: {`,
  `      zone: ${valueText(zone)},`,
  '      rules: [',
  ...rules.map((rule) => `        ${valueText(rule)},`),
  '      ],',
  '    },',
]

const targetLine = ({ name, kind, tag, calendar, enforce, found }: ImportedTarget): string =>
  `    ${valueText({ name, [kind]: { tag }, calendar, ...(enforce && { enforce }) })}, // ${found} now; confirmed: ${found} makes it act`

/** What was imported as the text of `nightshift.config.ts`, with what has no equal as comments before it. */
export const configText = ({ calendars, targets, notes }: Imported): string =>
  [
    ...notes.map(({ of, text }) => `// ${of}: ${text}`.replaceAll(/\s+/g, ' ')),
    'hours: {',
    '  calendars: {',
    ...Object.entries(calendars).flatMap(calendarLines),
    '  },',
    ...(targets.length > 0 ? ['  targets: [', ...targets.map(targetLine), '  ],'] : []),
    '},',
  ].join('\n')
