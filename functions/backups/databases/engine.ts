/** Whether a cluster of this engine has its instances apart from its data. Others are Multi-AZ clusters. */
export const isAurora = (engine = ''): boolean => engine.startsWith('aurora')
