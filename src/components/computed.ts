import type { Action, Input, Params } from './component.ts';

/** An action that does nothing but compute its data from its inputs. */
export type Computed = [
  key: string,
  label: string,
  description: string,
  inputs: Input[],
  example: unknown,
  compute: (params: Params) => unknown,
];

export const computedActions = (rows: Computed[]): Action[] =>
  rows.map(([key, label, description, inputs, example, compute]) => ({
    key,
    display: { label, description },
    inputs,
    perform: async (_context, params) => ({ data: await compute(params) }),
    examplePayload: { data: example },
  }));
