import { makeGolden } from './golden.ts'

// npm run golden -- NAME
// Keeps what today's code makes in test/golden/NAME: the templates of three configs, and one table with every kind of record.
// Done for each release before it is published. Never made again: later versions are held against them.
const [name, ...more] = process.argv.slice(2)
if (name === undefined || more.length > 0 || !/^[\w.-]+$/.test(name)) {
  console.error('npm run golden -- NAME, such as 1.2.0')
  process.exitCode = 2
} else {
  await makeGolden(name)
  console.log(`test/golden/${name} is made. Commit it: it stays as it is.`)
}
