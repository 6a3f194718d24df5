/**
 * Lets formats of times be made once each: a simulation words millions of messages, and making a format takes longer than
 * everything else about one.
 */
export const useFastTimes = (): void => {
  const Original = Intl.DateTimeFormat
  const known = new Map<string, Intl.DateTimeFormat>()
  const make = (_target: unknown, args: ConstructorParameters<typeof Intl.DateTimeFormat>): Intl.DateTimeFormat => {
    const key = JSON.stringify(args)
    const format = known.get(key) ?? new Original(...args)
    known.set(key, format)
    return format
  }
  Intl.DateTimeFormat = new Proxy<typeof Original>(Original, {
    construct: make,
    apply: (target, _self, args: ConstructorParameters<typeof Intl.DateTimeFormat>) => make(target, args),
  })
}
