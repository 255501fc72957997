import { weightOf } from '../lib/in-turns.ts';
import type { Action, InputDeclaration, Params } from './component.ts';

/** An action that does nothing but compute its data from its inputs. */
export type Computed = [
  key: string,
  label: string,
  description: string,
  inputs: InputDeclaration[],
  /** What it answers; a function where that takes some computing, since every start would wait for it. */
  example: unknown,
  compute: (params: Params) => unknown,
];

/** Characters from which on handing over to another thread and back costs less than it spares. */
const LARGE = 64 * 1024;

/**
 * @param component its key, where the work grows so much with large params that it is left to another thread
 * @param large characters from which on it is; none where little data can take long
 */
export const computedActions = (rows: Computed[], component?: string, large = LARGE): Action[] =>
  rows.map(([key, label, description, inputs, example, compute]) => ({
    key,
    display: { label, description },
    inputs,
    compute,
    perform({ host }, params) {
      const isElsewhere = component !== undefined && host.compute && weightOf(params, large) > large;
      const data = isElsewhere ? host.compute?.(component, key, params) : compute(params);
      // What is there already need not be waited for.
      return data instanceof Promise ? data.then((made) => ({ data: made })) : { data };
    },
    get examplePayload() {
      return { data: typeof example === 'function' ? example() : example };
    },
  }));
