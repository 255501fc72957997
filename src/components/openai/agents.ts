import type { Action, ActionContext, InputDeclaration, Params } from '../component.ts';
import { InputError, isUnset } from '../conversions.ts';
import { textOf } from '../kit/answers.ts';
import { choice, flag, json, needed, objectOf, text } from '../kit/fields.ts';
import { localAction } from '../kit/local-action.ts';
import { isRecord, ownValue } from '../records.ts';

/** What a model may use: something of OpenAI’s own, or a flow. */
export type Tool =
  | { kind: 'hosted'; tool: Record<string, unknown> }
  | {
      kind: 'flow';
      name: string;
      flowName: string;
      requiresApproval: boolean;
      tool: Record<string, unknown>;
    };

/** Who answers, and how: what “Create agent” gives. */
export type Agent = {
  name: string;
  instructions: string;
  handoffDescription: string;
  model: string;
  tools: Tool[];
  outputSchema?: { name: string; strict: boolean; schema: Record<string, unknown> };
};

const many = (key: string, label: string, comments: string): InputDeclaration => ({
  ...{ key, label, comments, type: 'string', collection: 'valuelist' },
});
const name = needed(text('name', 'Name', 'What it is called.', { example: 'Order expert' }));
const instructions = needed(
  text('instructions', 'Instructions', 'What it is to do, and how.', { type: 'text' }),
);
const handoff = text('handoffDescription', 'Handoff description', 'When others hand over to it.', {
  type: 'text',
});
const modelName = needed(
  text('modelName', 'Model name', 'Which model.', { default: 'gpt-4.1', dataSource: 'selectModel' }),
);
const schema = json(
  'outputSchema',
  'Output schema',
  'What its answer must look like: a JSON Schema. Empty: it is text.',
  {
    example: '{"type": "object", "properties": {"total": {"type": "number"}}}',
  },
);
const schemaName = text('outputSchemaName', 'Output schema name', 'What that is called.', {
  default: 'output',
});
const strict = flag('outputSchemaStrict', 'Output schema strict', 'Whether it is kept to the letter.');
const tools = many('tools', 'Tools', 'What it may use: results of steps that make tools.');
const mcpServers = many('mcpServers', 'MCP servers', 'Servers of tools: results of steps that make them.');

/** A name that OpenAI takes for a tool. */
export const toolName = (words: string) =>
  words
    .trim()
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, '_')
    .slice(0, 64);

/** What stands in a list of an agent’s tools. @throws InputError for anything else */
export function toolsIn(value: unknown): Tool[] {
  const all = Array.isArray(value) ? value : isUnset(value) ? [] : [value];
  return all.flatMap((each: unknown): Tool[] => {
    if (isUnset(each)) return [];
    const tool = isRecord(each) ? each.tool : undefined;
    if (!isRecord(each) || !isRecord(tool))
      throw new InputError(
        'The input "Tools" holds something that is no tool: refer to steps that make tools.',
      );
    if (each.kind !== 'flow') return [{ kind: 'hosted', tool }];
    const { flowName, requiresApproval } = each;
    return [
      {
        kind: 'flow',
        name: textOf(each.name),
        flowName: textOf(flowName),
        requiresApproval: requiresApproval === true,
        tool,
      },
    ];
  });
}

/** The agent that a step refers to. */
export function agentIn(value: unknown): Agent {
  const found = isRecord(value) ? value : {};
  const output = found.outputSchema;
  const agent: Agent = {
    name: textOf(found.name),
    instructions: textOf(found.instructions),
    handoffDescription: textOf(found.handoffDescription),
    model: textOf(found.model),
    tools: toolsIn(found.tools),
  };
  if (agent.name === '' || agent.model === '')
    throw new InputError('The input "Agent config" is no agent: refer to a step that makes one.');
  if (!isRecord(output) || !isRecord(output.schema)) return agent;
  const { name: called, strict: isStrict, schema: made } = output;
  return { ...agent, outputSchema: { name: textOf(called), strict: isStrict === true, schema: made } };
}

function agentOf(params: Params): Agent {
  const made = schema.value(params);
  const output = isRecord(made)
    ? {
        outputSchema: {
          name: textOf(schemaName.value(params)),
          strict: strict.value(params) === true,
          schema: made,
        },
      }
    : {};
  return {
    name: textOf(name.value(params)),
    instructions: textOf(instructions.value(params)),
    handoffDescription: textOf(handoff.value(params)),
    model: textOf(modelName.value(params)),
    tools: [...toolsIn(ownValue(params, tools.key)), ...toolsIn(ownValue(params, mcpServers.key))],
    ...output,
  };
}

const flowName = needed(
  text('flowName', 'Flow name', 'The flow that is the tool.', { example: 'Create incident' }),
);
const described = needed(
  text('toolDescription', 'Tool description', 'What it does, for the agent.', { type: 'text' }),
);
const approval = flag('requiresApproval', 'Requires approval', 'Whether somebody must allow each use.');
const strictMode = flag('strictMode', 'Strict mode', 'Whether what the flow takes is kept to the letter.');

/** What a flow takes, as its schema says. */
function parametersOf({ flowSchemas }: ActionContext, flow: string): Record<string, unknown> {
  const schemas = ownValue(flowSchemas, flow);
  const invoke = isRecord(schemas) ? schemas.invoke : undefined;
  if (!isRecord(invoke)) return { type: 'object', properties: {} };
  const { $schema: _, $comment: __, ...parameters } = invoke;
  return parameters;
}

function flowTool(context: ActionContext, params: Params): Tool {
  const flow = textOf(flowName.value(params));
  const called = toolName(flow);
  const isStrict = strictMode.value(params) === true;
  const parameters = parametersOf(context, flow);
  const tool = {
    type: 'function',
    name: called,
    description: described.value(params),
    parameters,
    strict: isStrict,
  };
  return {
    kind: 'flow',
    name: called,
    flowName: flow,
    requiresApproval: approval.value(params) === true,
    tool,
  };
}

const place = [
  text('city', 'City', 'Where the user is.'),
  text('country', 'Country', 'Where the user is, by two letters.', { example: 'DE' }),
  text('region', 'Region', 'Where the user is.'),
  text('timezone', 'Timezone', 'The time zone of the user.', { example: 'Europe/Berlin' }),
];
const size = choice(
  'searchContextSize',
  'Search context size',
  'How much is read.',
  ['low', 'medium', 'high'],
  {
    default: 'medium',
  },
);

function searchTool(params: Params): Tool {
  const location = objectOf(place, params);
  const user =
    Object.keys(location).length === 0 ? {} : { user_location: { type: 'approximate', ...location } };
  return { kind: 'hosted', tool: { type: 'web_search', search_context_size: size.value(params), ...user } };
}

const AGENT: Agent = {
  ...{ name: 'Order expert', instructions: 'Answer questions about orders.', handoffDescription: '' },
  ...{ model: 'gpt-4.1', tools: [] },
};

export const agents = (): Action[] => [
  localAction({
    key: 'createAgent',
    label: 'Create agent',
    description: 'Describes an agent, for “Run agent”.',
    inputs: [
      ...[name, instructions, modelName, handoff].map(({ input }) => input),
      tools,
      mcpServers,
      ...[schema, schemaName, strict].map(({ input }) => input),
    ],
    perform: (_context, params) => ({ data: agentOf(params) }),
    example: AGENT,
  }),
  localAction({
    key: 'createFlowTool',
    label: 'Create flow tool',
    description: 'Makes another flow of the instance a tool of agents.',
    inputs: [flowName, described, approval, strictMode].map(({ input }) => input),
    perform: (context, params) => ({ data: flowTool(context, params) }),
    example: {
      kind: 'flow',
      name: 'create_incident',
      flowName: 'Create incident',
      requiresApproval: false,
      tool: {},
    },
  }),
  localAction({
    key: 'createWebSearchTool',
    label: 'Create web search tool',
    description: 'Lets agents search the web.',
    inputs: [text('name', 'Name', 'What it is called.', { default: 'Web Search' }), size, ...place].map(
      ({ input }) => input,
    ),
    perform: (_context, params) => ({ data: searchTool(params) }),
    example: { kind: 'hosted', tool: { type: 'web_search', search_context_size: 'medium' } },
  }),
];
