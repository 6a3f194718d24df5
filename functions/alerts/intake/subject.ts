/** Account and service stand before what a person calls a thing: `arn:partition:service:region:account:…`. */
const arnParts = /^arn:[\w-]*:[\w-]*:[\w-]*:\d*:(.+)$/s

// An Auto Scaling group has a random id before its name.
const beforeName = /^.*:autoScalingGroupName\//

/** What an ARN is of, for a person: `service/shop/web`, `instance/i-0abc`; anything else is given back as it is. */
export const subjectOf = (resource: string): string =>
  (arnParts.exec(resource)?.[1] ?? resource).replace(beforeName, '')

/** Most resources that a title or a reason names. */
const mostSubjects = 3

/** The resources of an event, for a person; empty where it has none. */
export const subjectsOf = (resources: readonly string[]): string => {
  const subjects = [...new Set(resources.map(subjectOf).filter((each) => each !== ''))]
  const more = subjects.length - mostSubjects
  return `${subjects.slice(0, mostSubjects).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}
