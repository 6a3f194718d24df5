/**
 * Names of objects that AWS writes into a bucket to see whether it may: load balancers when their access, connection or health check logs
 * are turned on, CloudWatch Logs before it exports, and other services before they deliver.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html#verify-bucket-permissions
 */
const testNames = /^(ELB\w*TestFile|aws-logs-write-test|aws-programmatic-access-test-object)$/

/** Whether a key is that of an object with which AWS tests a bucket. It is no log, and nothing is wrong with it. */
export const isTestObject = (key: string): boolean => testNames.test(key.slice(key.lastIndexOf('/') + 1))
