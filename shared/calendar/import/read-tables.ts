/** A period of Instance Scheduler, as any of its forms has it. */
export interface Period {
  readonly name: string
  readonly begin?: string | undefined
  readonly end?: string | undefined
  readonly weekdays: readonly string[]
  readonly monthDays: readonly string[]
  readonly months: readonly string[]
}

/** A schedule of Instance Scheduler. */
export interface Schedule {
  readonly name: string
  readonly zone?: string | undefined
  readonly periods: readonly { readonly name: string; readonly size?: string | undefined }[]
  /** Its other fields, by their name in lower case without `_`. */
  readonly flags: Readonly<Record<string, unknown>>
}

/** A resource with the tag that names its schedule. */
export interface Tagged {
  readonly arn: string
  readonly schedule: string
}

export interface Tables {
  readonly periods: readonly Period[]
  readonly schedules: readonly Schedule[]
  readonly tagged: readonly Tagged[]
  /** The zone of schedules that have none of their own, where it is known. */
  readonly defaultZone?: string | undefined
}

type Keyed = Readonly<Record<string, unknown>>

const isKeyed = (value: unknown): value is Keyed => typeof value === 'object' && value !== null && !Array.isArray(value)

const wrappers = new Set(['S', 'N', 'SS', 'NS', 'L', 'BOOL', 'NULL', 'M'])

/** A value out of DynamoDB's typed JSON, `{ "SS": ["mon-fri"] }`; any other as it is. */
const unwrapped = (value: unknown): unknown => {
  if (!isKeyed(value)) return value
  const [[key, inner] = ['', undefined], ...more] = Object.entries(value)
  if (more.length > 0 || !wrappers.has(key)) return value
  if (key === 'NULL') return undefined
  return Array.isArray(inner) ? inner.map(unwrapped) : inner
}

/** Fields by their name in lower case without `_`: the table says `begintime`, a template `BeginTime`. */
const fieldsOf = (item: Keyed): Keyed =>
  Object.fromEntries(
    Object.entries(item).map(([key, value]) => [key.toLowerCase().replaceAll('_', ''), unwrapped(value)]),
  )

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== ''
    ? value.trim()
    : typeof value === 'number'
      ? String(value)
      : undefined

const textsOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).flatMap((each) => {
    const text = textOf(unwrapped(each))
    return text === undefined ? [] : text.split(',').map((part) => part.trim())
  })

const periodOf = (fields: Keyed, name: string): Period => ({
  name,
  begin: textOf(fields.begintime),
  end: textOf(fields.endtime),
  weekdays: textsOf(fields.weekdays),
  monthDays: textsOf(fields.monthdays),
  months: textsOf(fields.months),
})

/** A schedule, and the periods that stand within it (in a template): their names are its own. */
const scheduleOf = (
  fields: Keyed,
  name: string,
): { readonly schedule: Schedule; readonly periods: readonly Period[] } => {
  const listed = Array.isArray(fields.periods) ? fields.periods : textsOf(fields.periods)
  const own: Period[] = []
  const periods = listed.flatMap((each, index) => {
    if (isKeyed(each)) {
      const inner = fieldsOf(each)
      const period = periodOf(inner, `${name}/${textOf(inner.name) ?? textOf(inner.description) ?? index + 1}`)
      own.push(period)
      return [{ name: period.name, size: textOf(inner.instancetype) }]
    }
    return textsOf(each).map((text) => {
      const [period = '', size] = text.split('@')
      return { name: period, size }
    })
  })
  return { schedule: { name, zone: textOf(fields.timezone), periods, flags: fields }, periods: own }
}

const tagsOf = (item: Keyed, key: string): Tagged[] => {
  const tags = Array.isArray(item.Tags) ? item.Tags.filter(isKeyed) : []
  const schedule = textOf(tags.find((tag) => tag.Key === key)?.Value)
  const arn = textOf(item.ResourceARN)
  return schedule !== undefined && arn !== undefined ? [{ arn, schedule }] : []
}

/**
 * The zone that its stack is made with: `default_timezone` of the table's item of the type `config`, which versions before 3 have;
 * `DefaultTimezone` of the stack's parameters, as a file of them or `aws cloudformation describe-stacks` has it; the function's `DEFAULT_TIMEZONE`.
 */
const defaultZoneOf = (fields: Keyed): string | undefined => {
  if (fields.parameterkey === 'DefaultTimezone') return textOf(fields.resolvedvalue) ?? textOf(fields.parametervalue)
  const { defaulttimezone: found } = fields
  return isKeyed(found) ? textOf(fieldsOf(found).default) : textOf(found)
}

/** Everything in a JSON value that is an object, at any depth, with the key under which it stands. */
const objectsIn = function* (value: unknown, key = ''): Generator<readonly [string, Keyed]> {
  if (Array.isArray(value)) for (const each of value) yield* objectsIn(each, key)
  if (!isKeyed(value)) return
  yield [key, value]
  if (isPart(fieldsOf(value), key)) return
  for (const [name, inner] of Object.entries(value)) yield* objectsIn(inner, name)
}

const isSchedule = (fields: Keyed, key: string): boolean =>
  fields.type === 'schedule' ||
  fields.type === 'Custom::ServiceInstanceSchedule' ||
  (key.toLowerCase() === 'schedules' && 'name' in fields)
const isPeriod = (fields: Keyed, key: string): boolean =>
  fields.type === 'period' || (key.toLowerCase() === 'periods' && 'name' in fields)
const isPart = (fields: Keyed, key: string): boolean =>
  isSchedule(fields, key) || isPeriod(fields, key) || 'resourcearn' in fields

/**
 * Reads Instance Scheduler's configuration from any of its forms: the items of its table (`aws dynamodb scan`, plain or typed), a template
 * with `Custom::ServiceInstanceSchedule`, what `scheduler-cli describe-…` prints; and tags from `aws resourcegroupstaggingapi
 * get-resources`. Several may stand in one list.
 * @param tagKey the tag that names a schedule, `Schedule` where nobody changed it
 */
export const readTables = (input: unknown, tagKey = 'Schedule'): Tables => {
  const periods: Period[] = []
  const schedules: Schedule[] = []
  const tagged: Tagged[] = []
  let defaultZone: string | undefined
  for (const [key, item] of objectsIn(input)) {
    const fields = fieldsOf(item)
    defaultZone ??= defaultZoneOf(fields)
    if (isPeriod(fields, key)) periods.push(periodOf(fields, textOf(fields.name) ?? ''))
    else if (isSchedule(fields, key)) {
      const properties = isKeyed(fields.properties) ? fieldsOf(fields.properties) : fields
      const found = scheduleOf(properties, textOf(properties.name) ?? key)
      schedules.push(found.schedule)
      periods.push(...found.periods)
    } else tagged.push(...tagsOf(item, tagKey))
  }
  return { periods, schedules, tagged, defaultZone }
}
