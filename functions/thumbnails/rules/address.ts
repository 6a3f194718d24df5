/** The address of an object. Each part of the key is encoded; slashes stay. @param base such as `https://pictures.example` */
export const addressOf = (base: string, key: string): string =>
  `${base}/${key.split('/').map(encodeURIComponent).join('/')}`
