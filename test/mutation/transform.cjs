// Compiles for jest as jest.config.json says, one file of which is changed: NIGHTSHIFT_MUTANT is {path, start, end, text} as JSON.
// In memory, so that nothing of the project is touched, whatever ends the run.
const { createTransformer: createSwc } = require('@swc/jest')

const mutant = JSON.parse(process.env.NIGHTSHIFT_MUTANT ?? 'null')

const mutated = (source, path) =>
  mutant?.path === path ? source.slice(0, mutant.start) + mutant.text + source.slice(mutant.end) : source

exports.createTransformer = (options) => {
  const swc = createSwc(options)
  return {
    ...swc,
    getCacheKey: (source, path, ...rest) => swc.getCacheKey(mutated(source, path), path, ...rest),
    process: (source, path, ...rest) => swc.process(mutated(source, path), path, ...rest),
    processAsync: (source, path, ...rest) => swc.processAsync(mutated(source, path), path, ...rest),
  }
}
