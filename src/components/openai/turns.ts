import { messageOf } from '../../lib/errors.ts';
import { isList, valueAt } from '../../lib/records.ts';
import type { ActionContext, Params } from '../component.ts';
import { InputError } from '../conversions.ts';
import { recordsIn, textOf } from '../kit/answers.ts';
import { ask, type Service } from '../kit/service.ts';
import { type Agent, type Tool, toolName } from './agents.ts';

type Item = Record<string, unknown>;
/** A use of a tool that somebody must allow first. */
type Pending = { functionId: string; name: string; arguments: string };

/** Where a run stands: it goes on from here. */
export type Run = {
  agent: Agent;
  handoffs: Agent[];
  /** What the model is told next. */
  input: Item[];
  /** All that was said. */
  history: Item[];
  responseId: string | undefined;
};

export type Asking = { service: Service; context: ActionContext; params: Params; maxTurns: number };

/** What the model is asked for next: who it is, what it may use, and what was said last. */
const requestOf = ({ agent, handoffs, input, responseId }: Run) => ({
  model: agent.model,
  instructions: agent.instructions,
  input,
  tools: [...agent.tools.map(({ tool }) => tool), ...handoffs.map(handoffTool)],
  ...(responseId === undefined ? {} : { previous_response_id: responseId }),
  ...(agent.outputSchema ? { text: { format: { type: 'json_schema', ...agent.outputSchema } } } : {}),
});

const handoffName = ({ name }: Agent) => `transfer_to_${toolName(name)}`;
const handoffTool = (agent: Agent) => ({
  type: 'function',
  name: handoffName(agent),
  description: `Hands over to ${agent.name}. ${agent.handoffDescription}`.trim(),
  parameters: { type: 'object', properties: {}, additionalProperties: false },
  strict: true,
});

const outputOf = (callId: unknown, output: string): Item => ({
  type: 'function_call_output',
  call_id: callId,
  output,
});

/** The text of an answer. */
const answerIn = (output: Item[]): string =>
  output
    .filter(({ type }) => type === 'message')
    .flatMap(({ content }) => recordsIn(content).map(({ text }) => textOf(text)))
    .join('');

/** Uses a flow as a tool. What goes wrong in it is for the model to know of. */
export async function useFlow(
  context: ActionContext,
  tool: Tool & { kind: 'flow' },
  given: string,
): Promise<string> {
  try {
    const { data } = await context.invokeFlow(tool.flowName, given === '' ? {} : JSON.parse(given));
    return typeof data === 'string' ? data : JSON.stringify(data ?? null);
  } catch (error) {
    return `The tool has failed: ${messageOf(error)}`;
  }
}

export const flowToolOf = ({ tools }: Agent, name: string) =>
  tools.find((tool): tool is Tool & { kind: 'flow' } => tool.kind === 'flow' && tool.name === name);

/** Lets the agent speak until it has answered, or somebody must allow something. */
export async function speak(run: Run, { service, context, params, maxTurns }: Asking) {
  let now = run;
  for (let turn = 0; turn < maxTurns; turn += 1) {
    const { data } = await ask(service, context, params, {
      method: 'POST',
      path: '/responses',
      data: requestOf(now),
    });
    const output = recordsIn(valueAt(data, 'output'));
    const said = { ...now, responseId: textOf(valueAt(data, 'id')), history: [...now.history, ...output] };
    const calls = output.filter(({ type }) => type === 'function_call');
    if (calls.length === 0) return resultOf({ ...said, input: [] }, answerIn(output), []);
    const { next, pending } = await answered(said, calls, context);
    now = next;
    if (pending.length > 0) return resultOf(now, answerIn(output), pending);
  }
  throw new InputError(
    `The agent ${run.agent.name} has no answer after ${maxTurns} turns: allow it more by “Max turns”, or instruct it more closely.`,
  );
}

/** Does what the model has asked for, but for what somebody must allow. */
async function answered(run: Run, calls: Item[], context: ActionContext) {
  const input: Item[] = [];
  const pending: Pending[] = [];
  let { agent } = run;
  for (const { name, call_id: id, arguments: given } of calls) {
    const other = run.handoffs.find((each) => handoffName(each) === name);
    const tool = flowToolOf(run.agent, textOf(name));
    if (other) {
      agent = other;
      input.push(outputOf(id, JSON.stringify({ assistant: other.name })));
    } else if (!tool) input.push(outputOf(id, `There is no tool ${textOf(name)}.`));
    else if (tool.requiresApproval)
      pending.push({ functionId: textOf(id), name: tool.name, arguments: textOf(given) });
    else input.push(outputOf(id, await useFlow(context, tool, textOf(given))));
  }
  return { next: { ...run, agent, input, history: [...run.history, ...input] }, pending };
}

function resultOf(run: Run, text: string, pending: Pending[]) {
  return {
    finalOutput: pending.length > 0 ? text : finalOf(run.agent, text),
    hasInterruptions: pending.length > 0,
    pendingApprovals: pending.map((each) => ({
      ...each,
      approvalRequest: { functionId: each.functionId, functionName: each.name, approved: false },
    })),
    history: run.history,
    lastResponseId: run.responseId,
    lastAgent: run.agent.name,
    state: {
      lastModelResponse: { responseId: run.responseId },
      lastAgent: run.agent.name,
      input: run.input,
      history: run.history,
      pending,
    },
  };
}

/** An answer that has a schema is what the schema says, not its text. */
function finalOf({ outputSchema, name }: Agent, text: string): unknown {
  if (!outputSchema) return text;
  try {
    return JSON.parse(text);
  } catch {
    throw new InputError(
      `The agent ${name} has answered something that is no JSON, against its output schema: ${text.slice(0, 200)}`,
    );
  }
}

/** A run as an earlier step has left it. */
export function runIn(state: unknown, agent: Agent, handoffs: Agent[]): Run & { pending: Pending[] } {
  const last = textOf(valueAt(state, 'lastAgent'));
  const responseId = textOf(valueAt(state, 'lastModelResponse.responseId'));
  const pending = valueAt(state, 'pending');
  if (responseId === '' || !isList(pending))
    throw new InputError(
      'The input "State" is no state of a run: refer to the state in the result of “Run agent”.',
    );
  return {
    agent: [agent, ...handoffs].find(({ name }) => name === last) ?? agent,
    handoffs,
    input: recordsIn(valueAt(state, 'input')),
    history: recordsIn(valueAt(state, 'history')),
    responseId,
    pending: recordsIn(pending).map((each) => ({
      functionId: textOf(each.functionId),
      name: textOf(each.name),
      arguments: textOf(each.arguments),
    })),
  };
}

/** Does what was allowed, and says what was not. */
export async function decided(
  { pending, ...run }: Run & { pending: Pending[] },
  responses: Item[],
  context: ActionContext,
): Promise<Run> {
  const input = [...run.input];
  for (const each of pending) {
    const isAllowed = responses.some(
      ({ functionId, approved }) => functionId === each.functionId && approved === true,
    );
    const tool = flowToolOf(run.agent, each.name);
    const output =
      isAllowed && tool
        ? await useFlow(context, tool, each.arguments)
        : 'The use of this tool was not approved.';
    input.push(outputOf(each.functionId, output));
  }
  return { ...run, input, history: [...run.history, ...input] };
}
