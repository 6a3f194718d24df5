/** What S3 says on EventBridge of an object of which thumbnails are made. A removal by a lifecycle rule is a deletion like others. */
export const busEvents: readonly string[] = ['Object Created', 'Object Deleted', 'Object Restore Completed']
