interface Tag {
  readonly Key?: string | undefined
  readonly Value?: string | undefined
}

/** Whose something is, by a tag; case counts nothing in the tag's key. */
export const ownerOf = (tags: readonly Tag[] | undefined, ownerTag: string): { readonly owner?: string } => {
  const wanted = ownerTag.toLowerCase()
  const owner = tags?.find(({ Key }) => Key?.toLowerCase() === wanted)?.Value
  return owner ? { owner } : {}
}

/** What people call it, beside its id. */
export const nameOf = (id: string, tags: readonly Tag[] | undefined): string => {
  const name = tags?.find(({ Key }) => Key === 'Name')?.Value
  return name ? `${id} (${name})` : id
}
