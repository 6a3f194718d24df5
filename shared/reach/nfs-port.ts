/** The port of NFS, by which EFS is mounted. https://docs.aws.amazon.com/efs/latest/ug/network-access.html */
export const nfsPort = 2049
