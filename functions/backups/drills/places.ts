/** What the probe is called in ECS and CloudWatch; the stack of drills makes it. @param deployment the config's name; drill its own, there */
export const probeOf = (deployment: string, drill: string) => {
  const name = `${deployment}-drills`
  return {
    cluster: name,
    /** Never runs a task: it names where the probe of the estate's database may. */
    service: name,
    family: `${deployment}-drill-${drill}`,
    container: 'probe',
    logGroup: `/nightshift/${name}`,
    logPrefix: 'drill',
  } as const
}
