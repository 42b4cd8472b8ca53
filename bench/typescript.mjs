/** Lets Node run the TypeScript of src/ and test/ as it stands: `node --import ./bench/typescript.mjs …`. */
import { register } from 'node:module';

register('./typescript-hooks.mjs', import.meta.url);
