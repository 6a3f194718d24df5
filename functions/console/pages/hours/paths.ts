const encoded = (target: string): string => target.split('/').map(encodeURIComponent).join('/')

/** Path of a target's page. */
export const targetPath = (target: string): string => `/hours/targets/${encoded(target)}`

/** Path by which something is done to a target. */
export const actionPath = (action: 'extend' | 'start' | 'stop' | 'release', target: string): string =>
  `/hours/${action}/${encoded(target)}`

/** Path of a calendar's year. */
export const yearPath = (calendar: string): string => `/hours/year/${encodeURIComponent(calendar)}`
