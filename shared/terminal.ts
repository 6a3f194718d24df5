/**
 * How the command line is called from the project's directory, for texts that people copy.
 * Not `npx nightshift`: outside the checkout npx asks the registry for that name, which is not ours, and would run what it finds.
 */
export const terminal = 'npm run -s nightshift --'
