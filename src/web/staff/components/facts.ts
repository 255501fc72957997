import type { PartShown } from '../../../../views/components/part.tsx';
import type { ComponentShown } from '../../../../views/components/show.tsx';
import type {
  Action,
  Component,
  ConnectionDeclaration,
  DataSource,
  Trigger,
} from '../../../components/component.ts';
import { pictureOf } from '../../kit/named-components.ts';
import { shownInput } from './inputs.ts';

/** What a component declares, as its page shows it. */
export function shownComponent(component: Component): ComponentShown {
  const { key, display, documentationUrl, actions, triggers, connections, dataSources } = component;
  const groups = [
    { name: 'Triggers', parts: Object.values(triggers).map(shownTrigger) },
    { name: 'Actions', parts: Object.values(actions).map(shownAction) },
    { name: 'Connections', parts: connections.map(shownConnection) },
    { name: 'Data sources', parts: Object.values(dataSources).map(shownDataSource) },
  ];
  return {
    key,
    label: display.label,
    description: display.description,
    category: display.category,
    documentationUrl: webAddress(documentationUrl),
    picture: pictureOf(component),
    groups: groups.filter(({ parts }) => parts.length > 0),
  };
}

/** A component may come from anybody: what is no web address is no link. */
function webAddress(text: string | undefined): string | undefined {
  return text && /^https?:\/\//i.test(text) ? text : undefined;
}

function shownAction(action: Action): PartShown {
  const facts = [
    action.isLoop ? 'It repeats the steps inside it.' : '',
    action.breakLoop ? 'It leaves the loop around it.' : '',
    action.terminateExecution ? 'It ends the execution.' : '',
    branchWords(action),
  ];
  return shownPart('action', action, facts);
}

function shownTrigger(trigger: Trigger): PartShown {
  return shownPart('trigger', trigger, [...startWords(trigger), branchWords(trigger)]);
}

function shownPart(kind: string, part: Action | Trigger, facts: string[]): PartShown {
  const { key, display, inputs, examplePayload } = part;
  return {
    id: `${kind}-${key}`,
    key,
    label: display.label,
    description: display.description,
    facts: [...facts, display.directions ?? ''].filter((fact) => fact !== ''),
    inputs: inputs.map(shownInput),
    example: examplePayload === undefined ? undefined : { value: resultIn(examplePayload) },
  };
}

/** What later steps get: the data of an action, the payload of a trigger. */
function resultIn(example: unknown): unknown {
  if (typeof example !== 'object' || example === null) return example;
  if ('data' in example) return example.data;
  return 'payload' in example ? example.payload : example;
}

function branchWords(part: Action | Trigger): string {
  if (!part.allowsBranching) return '';
  const { staticBranchNames = [], dynamicBranchInput, inputs } = part;
  const names = staticBranchNames.map((name) => `“${name}”`).join(', ');
  const input = inputs.find(({ key }) => key === dynamicBranchInput);
  if (!input) return `It has the branches ${names}.`;
  return `It has a branch for each row of “${input.label}”, and “Else”.`;
}

function startWords({ scheduleSupport, synchronousResponseSupport, lifecycleEvent }: Trigger): string[] {
  if (lifecycleEvent !== undefined) return ['No call and no clock starts it.'];
  const clock = {
    required: 'It runs by the clock alone.',
    valid: 'It may run by the clock as well.',
    invalid: '',
  };
  const answer = {
    required: 'Who calls it waits for the result.',
    valid: 'Who calls it may wait for the result.',
    invalid: '',
  };
  return [clock[scheduleSupport], answer[synchronousResponseSupport]];
}

function shownConnection(connection: ConnectionDeclaration): PartShown {
  const { key, label, comments = '', inputs } = connection;
  return {
    id: `connection-${key}`,
    ...{ key, label, description: comments, facts: [] },
    inputs: inputs.filter(({ shown }) => shown !== false).map(shownInput),
    example: undefined,
  };
}

function shownDataSource({ key, display, inputs, dataSourceType }: DataSource): PartShown {
  return {
    id: `data-source-${key}`,
    ...{ key, label: display.label, description: display.description },
    facts: [`It gives values of the type ${dataSourceType}.`],
    inputs: inputs.map(shownInput),
    example: undefined,
  };
}
