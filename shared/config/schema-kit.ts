import type * as Zod from 'zod'
import type * as values from './values.ts'

/** What a part's schema is written with. It is handed in, so that a function, which never checks the config, does not load it. */
export type SchemaKit = typeof values & { readonly z: typeof Zod }
