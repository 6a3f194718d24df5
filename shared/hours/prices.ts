/** Hours of a month as AWS bills what it prices by the month. */
const month = 730

/** RDS asks the same for MySQL and MariaDB on one class, and a little more for PostgreSQL. */
const engines = (family: string, mysql: number, postgres: number): [string, number][] => [
  [`rds:mysql:db.${family}`, mysql],
  [`rds:mariadb:db.${family}`, mysql],
  [`rds:postgres:db.${family}`, postgres],
]

const aurora = (family: string, price: number): [string, number][] => [
  [`rds:aurora-mysql:db.${family}`, price],
  [`rds:aurora-postgresql:db.${family}`, price],
]

/**
 * What AWS lists on demand, in US dollars: us-east-1, Linux, November 2026. Other regions cost more or less by up to half; the config
 * takes prices of one's own (`hours.prices`). What is not here counts nothing, and is named.
 *
 * Checked on 2026-11-30 against second sources, each a list that somebody else published, none of them AWS itself: all of EC2 (sizes by their
 * family); EBS but `standard`; the address; Fargate, on Linux; RDS but the classes named below; storage of RDS on gp3; Aurora but r6i.
 * Found in no second source, or in ones that contradict each other: RDS on m7g for MySQL and on r7g for PostgreSQL; storage of RDS on io1, io2 and
 * magnetic disks; EBS `standard`; Aurora on r6i. Prices change: take your own where a sum matters.
 * https://aws.amazon.com/ec2/pricing/on-demand/ https://aws.amazon.com/ebs/pricing/ https://aws.amazon.com/rds/pricing/
 * https://aws.amazon.com/fargate/pricing/ https://aws.amazon.com/vpc/pricing/
 */
export const hoursPrices = {
  date: '2026-11',
  region: 'us-east-1',
  /** An hour of one. */
  hourly: {
    address: 0.005,
    'ebs:gp2': 0.1 / month,
    'ebs:gp3': 0.08 / month,
    'ebs:io1': 0.125 / month,
    'ebs:io2': 0.125 / month,
    'ebs:st1': 0.045 / month,
    'ebs:sc1': 0.015 / month,
    'ebs:standard': 0.05 / month,
    'rds-storage:gp2': 0.115 / month,
    'rds-storage:gp3': 0.115 / month,
    'rds-storage:io1': 0.125 / month,
    'rds-storage:io2': 0.125 / month,
    'rds-storage:standard': 0.1 / month,
    'aurora-storage': 0.1 / month,
    'fargate:arm64:vcpu': 0.032_38,
    'fargate:arm64:gb': 0.003_56,
    'fargate:x86_64:vcpu': 0.040_48,
    'fargate:x86_64:gb': 0.004_445,
    'fargate:storage': 0.000_111,
    'ec2:t2.nano': 0.0058,
    'ec2:t2.micro': 0.0116,
    'ec2:t2.small': 0.023,
    'ec2:t3.nano': 0.0052,
    'ec2:t3.micro': 0.0104,
    'ec2:t3.small': 0.0208,
    'ec2:t3a.nano': 0.0047,
    'ec2:t3a.micro': 0.0094,
    'ec2:t3a.small': 0.0188,
    'ec2:t4g.nano': 0.0042,
    'ec2:t4g.micro': 0.0084,
    'ec2:t4g.small': 0.0168,
    'rds:mysql:db.t3.micro': 0.017,
    'rds:mariadb:db.t3.micro': 0.017,
    'rds:postgres:db.t3.micro': 0.018,
    'rds:mysql:db.t3.small': 0.034,
    'rds:mariadb:db.t3.small': 0.034,
    'rds:postgres:db.t3.small': 0.036,
    'rds:mysql:db.t4g.micro': 0.016,
    'rds:mariadb:db.t4g.micro': 0.016,
    'rds:postgres:db.t4g.micro': 0.016,
    'rds:mysql:db.t4g.small': 0.032,
    'rds:mariadb:db.t4g.small': 0.032,
    'rds:postgres:db.t4g.small': 0.032,
  } as Readonly<Record<string, number>>,
  /** An hour of a `medium`, or half a `large` where there is none: the other sizes of a family are multiples of it. */
  families: Object.fromEntries([
    ['ec2:t2', 0.0464],
    ['ec2:t3', 0.0416],
    ['ec2:t3a', 0.0376],
    ['ec2:t4g', 0.0336],
    ['ec2:m5', 0.048],
    ['ec2:m5a', 0.043],
    ['ec2:m6i', 0.048],
    ['ec2:m6a', 0.0432],
    ['ec2:m6g', 0.0385],
    ['ec2:m7i', 0.0504],
    ['ec2:m7a', 0.057_96],
    ['ec2:m7g', 0.0408],
    ['ec2:m8g', 0.044_88],
    ['ec2:c5', 0.0425],
    ['ec2:c6i', 0.0425],
    ['ec2:c6g', 0.034],
    ['ec2:c7i', 0.044_625],
    ['ec2:c7g', 0.036_25],
    ['ec2:r5', 0.063],
    ['ec2:r6i', 0.063],
    ['ec2:r6g', 0.0504],
    ['ec2:r7i', 0.066_15],
    ['ec2:r7g', 0.053_55],
    ...engines('t3', 0.068, 0.0725),
    ...engines('t4g', 0.0645, 0.0645),
    ...engines('m5', 0.0855, 0.089),
    ...engines('m6g', 0.076, 0.0795),
    ...engines('m6i', 0.0855, 0.089),
    ...engines('m7g', 0.084, 0.084_25),
    ...engines('r5', 0.12, 0.125),
    ...engines('r6g', 0.1075, 0.1125),
    ...engines('r7g', 0.1195, 0.1195),
    ...aurora('t3', 0.082),
    ...aurora('t4g', 0.073),
    ...aurora('r5', 0.145),
    ...aurora('r6g', 0.13),
    ...aurora('r6i', 0.145),
    ...aurora('r7g', 0.138),
  ]) as Readonly<Record<string, number>>,
}
