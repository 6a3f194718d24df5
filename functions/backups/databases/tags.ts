/** The tag that says of which deployment something is. */
export const deploymentTag = 'nightshift:deployment'

/** The tag that says of which process something is: without it nothing is deleted. Whoever wants to keep a copy takes it off. */
export const processTag = 'nightshift:process'

/** The tag that says what a snapshot of a plan is of: `rds-instance/shop`. */
export const ofTag = 'nightshift:of'

export type Tags = Readonly<Record<string, string>>
