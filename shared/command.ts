/** Source of what the CLI asks a function for: an order, which must not be taken for news. */
export const commandSource = 'nightshift.command'
