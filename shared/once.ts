/** Makes a thing when it is first asked for, and then gives the same one. The promise of one is kept unless it is rejected. */
export const once = <Thing>(make: () => Thing): (() => Thing) => {
  let made: Thing | undefined
  return () => {
    if (made !== undefined) return made
    const thing = make()
    made = thing
    if (thing instanceof Promise)
      thing.catch(() => {
        made = undefined
      })
    return thing
  }
}
