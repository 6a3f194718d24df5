import { makeGolden } from './golden.ts'

// npm run golden -- NAME [records]
// Keeps what today's code makes in test/golden/NAME: the templates of three configs, and one table with every kind of record; with
// "records", that alone. Done for each release, and whenever records are stored in another way. Never made again: later
// versions are held against them.
const [name, only, ...more] = process.argv.slice(2)
if (name === undefined || more.length > 0 || !/^[\w.-]+$/.test(name) || (only !== undefined && only !== 'records')) {
  console.error('npm run golden -- NAME [records], such as 1.2.0')
  process.exitCode = 2
} else {
  await makeGolden(name, only)
  console.log(`test/golden/${name} is made. Commit it: it stays as it is.`)
}
