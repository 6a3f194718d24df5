/** What the task of a run has other than its definition. */
export interface Overrides {
  readonly command?: readonly string[] | undefined
  readonly environment?: Readonly<Record<string, string>> | undefined
}

/**
 * Characters that RunTask takes, with those of the JSON around them; the rest of its 8,192 are for the container's name, the
 * size and Nightshift's own variables.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html
 */
export const maxOverrides = 8_192 - 692

/** How many of these characters a command and variables take. */
export const overridesLength = ({ command, environment = {} }: Overrides): number =>
  JSON.stringify({
    command,
    environment: Object.entries(environment).map(([name, value]) => ({ name, value })),
  }).length
