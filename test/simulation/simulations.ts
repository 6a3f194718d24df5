import type { Simulation } from './engine/simulation.ts'

/** What `npm run simulate` can play, by name. Loaded when asked for: a run needs one of them. */
export const simulations: ReadonlyMap<string, () => Promise<Simulation>> = new Map([
  ['backups', async () => (await import('./backups/simulation.ts')).backups],
  ['alerts', async () => (await import('./alerts/simulation.ts')).alerts],
  ['firewall', async () => (await import('./firewall/simulation.ts')).firewall],
  ['hours', async () => (await import('./hours/simulation.ts')).hours],
  ['storm', async () => (await import('./storm/simulation.ts')).storm],
  ['jobs', async () => (await import('./jobs/simulation.ts')).jobs],
  ['lifecycle', async () => (await import('./lifecycle/simulation.ts')).lifecycle],
])
