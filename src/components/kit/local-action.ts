import type { Action } from '../component.ts';

type Local = Pick<Action, 'key' | 'inputs' | 'perform'> & {
  label: string;
  description: string;
  example: unknown;
};

/** An action of a connector that asks nothing of the service. */
export const localAction = ({ key, label, description, inputs, perform, example }: Local): Action => ({
  ...{ key, display: { label, description }, inputs },
  stateReads: () => [],
  perform,
  examplePayload: { data: example },
});
