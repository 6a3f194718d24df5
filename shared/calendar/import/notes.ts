import type { Schedule } from './read-tables.ts'

/** Something that was read otherwise than it stands there, or has no equal. */
export interface Note {
  /** `schedule office`, `period nights`, `tag office`. */
  readonly of: string
  readonly text: string
}

/** What a schedule says beside its periods that has no equal, or one elsewhere. */
export const flagNotes = ({ flags }: Schedule): string[] => {
  const isOn = (key: string): boolean => flags[key] === true || String(flags[key]).toLowerCase() === 'true'
  const override = String(flags.overridestatus ?? '').toLowerCase()
  return [
    ...(override === 'running' || override === 'stopped'
      ? [
          `override_status ${override}: an override here has an end and a reason. Its rules are imported; to keep it ${override}, use nightshift hours override TARGET ${override} --until … --why …`,
        ]
      : []),
    ...(isOn('enforced') ? ['enforced: it belongs to the target here, enforce: true'] : []),
    ...(isOn('hibernate') ? ["hibernate: it belongs to the target here, 'ec2-instances': { …, hibernate: true }"] : []),
    ...(isOn('retainrunning')
      ? [
          'retain_running has no equal: what a person has started within the hours stops with them. nightshift hours extend TARGET keeps it on',
        ]
      : []),
    ...(isOn('usemaintenancewindow') || flags.ssmmaintenancewindow !== undefined
      ? ["maintenance windows have no equal: RDS's own is respected, SSM's is not read. Add a range for it"]
      : []),
    ...(flags.stopnewinstances !== undefined && !isOn('stopnewinstances')
      ? [
          'stop_new_instances false has no equal: what is new, and outside its ranges, is stopped at the first look. nightshift hours start TARGET keeps it on until its next moment',
        ]
      : []),
  ]
}
