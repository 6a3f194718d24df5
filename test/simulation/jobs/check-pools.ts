import type { JobPoolRecord } from '../../../shared/ledger/records.ts'
import { keyOf, type Seen } from './seen.ts'

/** Looks on at who has the places of pools: nobody overtakes, nobody is forgotten, and there are no more than there are. */
export const makePoolCheck = ({ jobs, pools, runs, complain, count }: Seen) => {
  const mostOf = (name: string): number => Object.values(jobs).find(({ pool }) => pool?.name === name)?.pool?.most ?? 0
  return (pool: JobPoolRecord): void => {
    const before = pools.get(pool.pool)
    pools.set(pool.pool, pool)
    const [inPool, had] = [[...pool.waiting, ...pool.holders].map(keyOf), (before?.holders ?? []).map(keyOf)]
    // What leaves with this write, as one that is replaced, is overtaken by nobody.
    const queue = (before?.waiting ?? []).map(keyOf).filter((each) => inPool.includes(each))
    const freed = had.filter((each) => inPool.includes(each))
    const most = mostOf(pool.pool)
    for (const holder of pool.holders.map(keyOf)) {
      if (had.includes(holder)) continue
      const index = queue.includes(holder) ? queue.indexOf(holder) : queue.length
      const wasThere = runs.get(holder)?.taskArn !== undefined
      if (index >= most - freed.length && !wasThere) complain(`${holder} overtakes in the pool: ${queue}`)
      if (index < queue.length) count('places given on')
    }
    const now = pool.waiting.map(keyOf)
    const stayed = queue.filter((each) => now.includes(each))
    if (now.slice(0, stayed.length).join() !== stayed.join())
      complain(`the pool ${pool.pool} waits as ${now} after ${queue}`)
    if (pool.holders.length > most) count('tasks that lived without a place')
  }
}
