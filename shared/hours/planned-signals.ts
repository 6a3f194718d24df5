/** Subject of what is reported when a target is switched off on purpose, and when it is back. */
export const plannedSubject = (target: string): string => `hours/${target}/planned`

/** The target of such a subject; nothing for any other. */
export const plannedTarget = (subject: string): string | undefined => /^hours\/(.+)\/planned$/.exec(subject)?.[1]

/** Titles of the two reports: of the off by its end it is told from the on. */
export const offTitle = (target: string): string => `${target} is off on purpose`
export const onTitle = (target: string): string => `${target} is no longer off on purpose`

/** Whether a title of the two says that the target is off. */
export const saysOff = (title: string): boolean => title.endsWith(' is off on purpose')
