import { circles, wrongDirections } from './directions.ts'
import { allImports } from './imports.ts'

// Part of `npm run check`: the directions in which rooms may import each other.
const imports = allImports()
const problems = [...wrongDirections(imports), ...circles(imports).map((way) => `A circle of imports: ${way}`)]
for (const problem of problems) console.error(problem)
process.exitCode = problems.length > 0 ? 1 : 0
