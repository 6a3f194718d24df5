import { type ReadResource, resourcesOf, type StackTemplate } from './resolve.ts'

/** Resources by type, and those that point at one by a property. */
export interface Shelf {
  readonly of: (type: string) => readonly ReadResource[]
  /** Those of a type whose property names this id. */
  readonly about: (type: string, property: string, id: string) => readonly ReadResource[]
}

export const shelfOf = (stacks: readonly StackTemplate[]): Shelf => {
  const all = Map.groupBy(resourcesOf(stacks), ({ type }) => type)
  const pointing = new Map<string, Map<string | undefined, ReadResource[]>>()
  return {
    of: (type) => all.get(type) ?? [],
    about: (type, property, id) => {
      const key = `${type} ${property}`
      const index = pointing.get(key) ?? Map.groupBy(all.get(type) ?? [], (each) => each.text(property))
      pointing.set(key, index)
      return index.get(id) ?? []
    },
  }
}
