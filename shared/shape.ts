/**
 * Readers for what comes into a function, with the names that zod gives them. The config is checked by zod itself; a function
 * needs a twentieth of it, and would load the rest at each cold start: 35 KB and the making of some hundred schemas.
 */

/** What is wrong at a place of a value. It does not hold the value, which may be personal. */
export interface Fault {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

class Faults {
  readonly issues: readonly Fault[]
  constructor(issues: readonly Fault[]) {
    this.issues = issues
  }
}

type Read<Value> = (raw: unknown) => Value | Faults
/** Says what is wrong with a value that has the right type, or nothing. */
type Check<Value> = (value: Value) => string | undefined

export interface Shape<Value> {
  readonly read: Read<Value>
  check(...checks: readonly Check<Value>[]): Shape<Value>
  /** Reads a value. Keys that the shape does not name are left out. Never throws. */
  safeParse(
    raw: unknown,
  ):
    | { readonly success: true; readonly data: Value; readonly error?: undefined }
    | { readonly success: false; readonly data?: undefined; readonly error: { readonly issues: readonly Fault[] } }
}

const wrong = (message: string): Faults => new Faults([{ path: [], message }])

const shape = <Value>(read: Read<Value>): Shape<Value> => ({
  read,
  check: (...checks) =>
    shape((raw) => {
      const value = read(raw)
      if (value instanceof Faults) return value
      const issues = checks.flatMap((check) => check(value) ?? []).map((message) => ({ path: [], message }))
      return issues.length > 0 ? new Faults(issues) : value
    }),
  safeParse: (raw) => {
    const value = read(raw)
    return value instanceof Faults
      ? { success: false, error: { issues: value.issues } }
      : { success: true, data: value }
  },
})

type ValueOf<Each> = Each extends Shape<infer Value> ? Value : never

/** Reads parts one by one; all faults are found, each under its key. */
const readParts = <Key extends PropertyKey, Value>(
  parts: readonly (readonly [Key, Value | Faults])[],
): readonly (readonly [Key, Value])[] | Faults => {
  const issues = parts.flatMap(([key, value]) =>
    value instanceof Faults ? value.issues.map(({ path, message }) => ({ path: [key, ...path], message })) : [],
  )
  return issues.length > 0 ? new Faults(issues) : (parts as readonly (readonly [Key, Value])[])
}

const isRecord = (raw: unknown): raw is Readonly<Record<string, unknown>> =>
  typeof raw === 'object' && raw !== null && !Array.isArray(raw)

export const unknown = (): Shape<unknown> => shape((raw) => raw)

export const string = (): Shape<string> => shape((raw) => (typeof raw === 'string' ? raw : wrong('it is not a text')))

export const number = (): Shape<number> =>
  shape((raw) => (typeof raw === 'number' && Number.isFinite(raw) ? raw : wrong('it is not a number')))

export const boolean = (): Shape<boolean> =>
  shape((raw) => (typeof raw === 'boolean' ? raw : wrong('it is neither true nor false')))

const oneOf = <const Value extends string | number>(values: readonly Value[]): Shape<Value> =>
  shape((raw) => values.find((value) => value === raw) ?? wrong(`it is not ${values.join(' or ')}`))

export const literal = <const Value extends string | number>(value: Value): Shape<Value> => oneOf([value])

export const optional = <Value>({ read }: Shape<Value>): Shape<Value | undefined> =>
  shape((raw) => (raw === undefined ? undefined : read(raw)))

export const nullable = <Value>({ read }: Shape<Value>): Shape<Value | null> =>
  shape((raw) => (raw === null ? null : read(raw)))

/** Gives another value in the place of one that has another shape. */
const orElse = <Value, Other>({ read }: Shape<Value>, other: Other): Shape<Value | Other> =>
  shape((raw) => {
    const value = read(raw)
    return value instanceof Faults ? other : value
  })

/** A detail that is nice to have: where it is missing, null or of another sort, the rest still counts. zod has no name for it. */
export const lenient = <Value>(value: Shape<Value>): Shape<Value | undefined> => orElse(optional(value), undefined)

export const array = <Value>({ read }: Shape<Value>): Shape<Value[]> =>
  shape((raw) => {
    if (!Array.isArray(raw)) return wrong('it is not a list')
    const parts = readParts(raw.map((each, index) => [index, read(each)] as const))
    return parts instanceof Faults ? parts : parts.map(([, value]) => value)
  })

type Keys = Readonly<Record<string, Shape<unknown>>>
type OptionalKey<Shapes extends Keys> = {
  [Key in keyof Shapes]: undefined extends ValueOf<Shapes[Key]> ? Key : never
}[keyof Shapes]
type ObjectOf<Shapes extends Keys> = {
  [Key in Exclude<keyof Shapes, OptionalKey<Shapes>>]: ValueOf<Shapes[Key]>
} & { [Key in OptionalKey<Shapes>]?: ValueOf<Shapes[Key]> | undefined }

const objectOf =
  <Shapes extends Keys>(shapes: Shapes, rest: (raw: object) => object): Read<ObjectOf<Shapes>> =>
  (raw) => {
    if (!isRecord(raw)) return wrong('it is not an object')
    const ownOf = (key: string): unknown => (Object.hasOwn(raw, key) ? raw[key] : undefined)
    const parts = readParts(Object.entries(shapes).map(([key, { read }]) => [key, read(ownOf(key))] as const))
    if (parts instanceof Faults) return parts
    const present = parts.filter(([key, value]) => value !== undefined || Object.hasOwn(raw, key))
    return { ...rest(raw), ...Object.fromEntries(present) } as ObjectOf<Shapes>
  }

export const object = <Shapes extends Keys>(shapes: Shapes): Shape<ObjectOf<Shapes>> =>
  shape(objectOf(shapes, () => ({})))

/** An object of which the keys that are not named are kept too. */
export const looseObject = <Shapes extends Keys>(shapes: Shapes): Shape<ObjectOf<Shapes>> =>
  shape(objectOf(shapes, (raw) => raw))

/** Any keys, of one shape of values. `__proto__` is left out. */
export const record = <Value>(key: Shape<string>, { read }: Shape<Value>): Shape<Record<string, Value>> =>
  shape((raw) => {
    if (!isRecord(raw)) return wrong('it is not an object')
    const names = Object.keys(raw).filter((name) => name !== '__proto__')
    const parts = readParts(
      names.map((name) => {
        const known = key.read(name)
        return [name, known instanceof Faults ? known : read(raw[name])] as const
      }),
    )
    return parts instanceof Faults ? parts : Object.fromEntries(parts)
  })

/** The first of the shapes that a value has. */
export const union = <const Shapes extends readonly Shape<unknown>[]>(shapes: Shapes): Shape<ValueOf<Shapes[number]>> =>
  shape((raw) => {
    for (const { read } of shapes) {
      const value = read(raw)
      if (!(value instanceof Faults)) return value as ValueOf<Shapes[number]>
    }
    return wrong('it is none of what is known here')
  })

/** A shape, and what is made of a value that has it. */
export const pipe = <Value, Made>({ read }: Shape<Value>, made: (value: Value) => Made): Shape<Made> =>
  shape((raw) => {
    const value = read(raw)
    return value instanceof Faults ? value : made(value)
  })

/** What a pipe makes of a value. */
export const transform = <Value, Made>(make: (value: Value) => Made): ((value: Value) => Made) => make

export const minLength =
  (least: number): Check<{ readonly length: number }> =>
  ({ length }) =>
    length < least ? `it has fewer than ${least}` : undefined

export const maxLength =
  (most: number): Check<{ readonly length: number }> =>
  ({ length }) =>
    length > most ? `it has more than ${most}` : undefined

export const startsWith =
  (start: string): Check<string> =>
  (value) =>
    value.startsWith(start) ? undefined : `it does not start with ${start}`

export const regex =
  (pattern: RegExp): Check<string> =>
  (value) =>
    pattern.test(value) ? undefined : `it does not match ${pattern}`

export type { ValueOf as infer }
export { oneOf as enum, orElse as catch }
