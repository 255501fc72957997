import type { InputDeclaration } from '../component.ts';
import { debugRequest, timeout } from '../http/fields.ts';

/** Whether requests and answers are written to the log; connectors call it one or the other. */
export const debug: InputDeclaration = { ...debugRequest, key: 'debug', label: 'Debug' };
export { debugRequest, timeout };
