/** Every variable of the environment that begins so is an output of the stacks. */
const outputPrefix = 'OUTPUT_'

/** The outputs of the stacks, from what was deployed with a function. @param known those that were known when the templates were made */
export const outputsOf = (known: Readonly<Record<string, string>>): Record<string, string> => ({
  ...known,
  ...Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value = '']) =>
      name.startsWith(outputPrefix) ? [[name.slice(outputPrefix.length), value]] : [],
    ),
  ),
})
