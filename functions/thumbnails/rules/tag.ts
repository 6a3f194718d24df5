/** The tag of an original that was refused. */
export const tagKey = 'nightshift-thumbnail'

/** Most tags of an object. https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html */
const mostTags = 10

interface Tag {
  readonly Key?: string | undefined
  readonly Value?: string | undefined
}

/**
 * All tags of an object with ours set to `rejected:<cause>`, or taken off.
 * @returns undefined when nothing is to be written: it is so already, or there is no room for one more
 */
export const tagged = <Each extends Tag>(tags: readonly Each[], cause: string | undefined) => {
  const own = tags.find(({ Key }) => Key === tagKey)
  const others = tags.filter(({ Key }) => Key !== tagKey)
  if (cause === undefined) return own ? others : undefined
  const Value = `rejected:${cause}`
  return own?.Value === Value || others.length >= mostTags ? undefined : [...others, { Key: tagKey, Value }]
}
