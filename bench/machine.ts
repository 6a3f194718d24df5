import { arch, cpus, loadavg, release, totalmem, type } from 'node:os'

/** What the numbers of a run hold for, in one line. */
export const describeMachine = (now: Date): string => {
  const processors = cpus()
  return [
    `${processors[0]?.model.trim() || 'unknown CPU'} × ${processors.length}`,
    `${(totalmem() / 1024 ** 3).toFixed(1)} GiB`,
    `${type()} ${release()} ${arch()}`,
    `Node ${process.versions.node}`,
    // Far above the number of processors other work takes its share of every time that is measured.
    `load ${(loadavg()[0] ?? 0).toFixed(1)}`,
    now.toISOString().slice(0, 16).replace('T', ' ').concat(' UTC'),
  ].join(' · ')
}
