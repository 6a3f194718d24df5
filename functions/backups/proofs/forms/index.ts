import type { BackupProofRecord } from '../../../../shared/ledger/records.ts'
import type { Form } from './form.ts'
import { machineForm } from './machines.ts'
import { clusterForm, instanceForm } from './rds.ts'
import { volumeForm } from './volumes.ts'

export const forms: Readonly<Record<NonNullable<BackupProofRecord['form']>, Form>> = {
  instance: instanceForm,
  cluster: clusterForm,
  volume: volumeForm,
  machine: machineForm,
}
