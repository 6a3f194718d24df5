import type { Newest } from './measure.ts'

/** One page of a listing, up to 1,000 objects. */
export interface ObjectPage {
  readonly objects: readonly { readonly key: string; readonly size: number; readonly modifiedAt: Date }[]
  /** Where the next page starts; undefined on the last one. */
  readonly next: string | undefined
}

/**
 * Pages that are looked at. S3 lists by key and not by time, so the newest object may be anywhere; every page costs
 * $0.000005: at every 5 minutes, ten of them are $0.43 a month for a full prefix.
 */
const mostPages = 10

// The S3 console makes an empty object with such a key when someone makes a folder.
const isFolder = ({ key, size }: ObjectPage['objects'][number]): boolean => size === 0 && key.endsWith('/')

/** Looks through the pages of a listing for the newest object. */
export const findNewest = async (
  list: (from: string | undefined) => Promise<ObjectPage>,
  pages = mostPages,
): Promise<Newest> => {
  let newest: Date | undefined
  let from: string | undefined
  for (let page = 0; page < pages; page += 1) {
    const { objects, next } = await list(from)
    for (const object of objects)
      if (!isFolder(object) && (newest === undefined || object.modifiedAt > newest)) newest = object.modifiedAt
    if (next === undefined) return { newest, complete: true }
    from = next
  }
  return { newest, complete: false }
}
