/**
 * Names of objects that AWS writes into a bucket to see whether it may: load balancers when their access, connection or health check logs
 * are turned on, CloudWatch Logs before it exports, and other services before they deliver.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html#verify-bucket-permissions
 */
const testNames = /^(ELB\w*TestFile|aws-logs-write-test|aws-programmatic-access-test-object)$/

/** Whether a key is that of an object with which AWS tests a bucket. It is no log, and nothing is wrong with it. */
export const isTestObject = (key: string): boolean => testNames.test(lastPart(key))

/**
 * Names of the other logs that a load balancer writes, often into the same bucket: of connections, and of the health of its targets.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-connection-logs.html
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-health-check-logs.html
 */
const otherLogNames = /^(conn_log|health_check_log)[._]\d{12}_elasticloadbalancing_/

/** Whether a key is that of a log in which no request stands. Nothing is wrong with it. */
export const isOtherLog = (key: string): boolean => otherLogNames.test(lastPart(key))

const lastPart = (key: string): string => key.slice(key.lastIndexOf('/') + 1)
