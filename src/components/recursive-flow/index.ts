import type { Action, Component, InputDeclaration, State, Trigger } from '../component.ts';
import { given } from '../read.ts';
import { isRecord, ownValue, setOwn } from '../records.ts';
import { CURSOR_KEY } from '../reserved.ts';

const runOnDeploy: InputDeclaration = {
  key: 'runOnDeploy',
  label: 'Run on deploy',
  type: 'boolean',
  comments: 'Also start this flow each time the instance is deployed.',
  default: 'false',
};

const defaultCursor: InputDeclaration = {
  key: 'defaultCursor',
  label: 'Default cursor',
  type: 'string',
  comments: 'Cursor of the first run, when the call brings none: the first page, or an early time.',
  example: '1970-01-01T00:00:00Z',
  default: '',
};

const cursor: InputDeclaration = {
  key: 'cursor',
  label: 'Cursor',
  type: 'data',
  comments: 'Where the next round or the next run goes on.',
  example: '200',
  default: '',
  required: true,
};

const currentCursor = (state: State): unknown => ownValue(state, CURSOR_KEY) ?? null;

const recursiveTrigger: Trigger = {
  key: 'recursiveTrigger',
  display: {
    label: 'Recursive trigger',
    description: 'Starts the flow and takes the cursor that the flow handed to itself.',
  },
  inputs: [runOnDeploy, defaultCursor],
  scheduleSupport: 'valid',
  synchronousResponseSupport: 'valid',
  perform(context, payload, params) {
    const { data } = payload.body;
    const isHanded = isRecord(data) && Object.hasOwn(data, 'cursor');
    setOwn(
      context.executionState,
      CURSOR_KEY,
      isHanded ? ownValue(data, 'cursor') : given(params, defaultCursor),
    );
    return { payload };
  },
  examplePayload: { payload: { body: { data: { cursor: '200' }, contentType: 'application/json' } } },
};

const getCursor: Action = {
  key: 'getCursor',
  display: { label: 'Get recursive cursor', description: 'Answers the cursor as it stands now.' },
  inputs: [],
  perform: (context) => ({ data: currentCursor(context.executionState) }),
  examplePayload: { data: '200' },
};

const setCursor: Action = {
  key: 'setCursor',
  display: {
    label: 'Set recursive cursor',
    description: 'Sets the cursor for the next round of a loop or the next run of the flow.',
  },
  inputs: [cursor],
  perform(context, params) {
    const value = given(params, cursor) ?? null;
    setOwn(context.executionState, CURSOR_KEY, value);
    return { data: value };
  },
  examplePayload: { data: '200' },
};

const invokeRecursive: Action = {
  key: 'invokeRecursive',
  display: {
    label: 'Invoke recursive trigger',
    description: 'Starts this same flow again with the cursor as it stands now.',
  },
  inputs: [],
  async perform(context) {
    const next = { cursor: currentCursor(context.executionState) };
    const answer = await context.invokeFlow(context.flow.name, next, { waits: false });
    return { data: answer.data };
  },
  examplePayload: { data: { executionId: 'exe_example' } },
};

export const recursiveFlow: Component = {
  key: 'recursive-flow',
  public: true,
  display: {
    label: 'Recursive flow',
    description:
      'Works through much data in several runs of one flow, each going on where the last one stopped.',
    category: 'Logic',
  },
  actions: { getCursor, setCursor, invokeRecursive },
  triggers: { recursiveTrigger },
  dataSources: {},
  connections: [],
};
