/** What a service takes. `slack` is Mattermost's and Discord's (at `/slack`) too. */
export const formats = ['json', 'slack', 'teams', 'ntfy', 'pushover'] as const

export type Format = (typeof formats)[number]
