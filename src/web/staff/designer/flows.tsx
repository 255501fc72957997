import { NewFlowPage } from '../../../../views/designer/new-flow.tsx';
import { originFault } from '../../../definition/check/calls.ts';
import type { Flow } from '../../../definition/document/schema.ts';
import { type Of, SENDABLE } from '../../../definition/edit/command.ts';
import type { EditCommand } from '../../../definition/edit/edit.ts';
import { freeName } from '../../../definition/edit/names.ts';
import { copiedFlow, newStep } from '../../../definition/edit/new-steps.ts';
import { keyOfFlow } from '../../../definition/edit/step-lists.ts';
import { comparisonText, readComparison } from '../../../definition/read/comparisons.ts';
import { AppError } from '../../../lib/errors.ts';
import { inOneLine, withPlainEnds } from '../../../lib/plain-ends.ts';
import { typed } from '../../../models/fields.ts';
import { getDraft, getIntegration } from '../../../models/integrations.ts';
import { checkForm, type Form, type FormErrors } from '../../kit/form.ts';
import { handler, show } from '../../kit/page.ts';
import { integrationFrame } from '../integrations/integration-frame.ts';
import { designerPage } from './page.tsx';
import { runChanges } from './run-answers.ts';
import { doneInDraft, flowLink, lookedAt, seenPlace } from './seen-edit.tsx';

const flowFields = {
  name: typed.name('Type a name, for example Import orders.'),
  description: typed.description,
};

export const showNewFlow = handler<'id'>(async ({ deps, frame, user, param }) => {
  const integration = await integrationFrame(deps, user, param('id'), 'flows');
  const { revision } = await getIntegration(deps.store.read, param('id'));
  return show(
    <NewFlowPage frame={frame} integration={integration} revision={revision} values={{}} errors={{}} />,
  );
});

export const submitNewFlow = handler<'id'>(async ({ param, form, ...visit }) => {
  const { deps, frame, user } = visit;
  const sent = { ...visit, form, id: param('id') };
  const { definition, revision } = await getDraft(deps.store.read, sent.id);
  const checked = checkForm(flowFields, form);
  const errors = checked.ok ? nameTaken(definition.flows, checked.output.name) : checked.errors;
  if (!checked.ok || errors.name !== undefined) {
    const integration = await integrationFrame(deps, user, sent.id, 'flows');
    const shown = { frame, integration, revision, values: form.values, errors };
    return show(<NewFlowPage {...shown} />, 422);
  }
  const [component = '', key = ''] = form.text('trigger').split('/');
  const trigger = newStep({ component, key }, 'trigger', deps.catalog, { steps: [] }, crypto.randomUUID());
  if (!trigger) throw new AppError('bad_request', 'There is no such trigger. Open the page again.');
  const { name, description } = checked.output;
  const flow: Flow = { name, description, stableKey: crypto.randomUUID(), steps: [trigger] };
  return await doneInDraft(sent, [{ kind: 'add-flow', flow }], flowLink(sent.id, keyOfFlow(flow)));
});

function nameTaken(flows: Flow[], name: string, own?: Flow): { name?: string } {
  const isTaken = flows.some((flow) => flow !== own && flow.name === name);
  return isTaken ? { name: `There is a flow ${name} already: choose another name.` } : {};
}

export const submitFlowDetails = handler<'id'>(async ({ param, form, ...visit }) => {
  const sent = { ...visit, form, id: param('id') };
  const { definition, flow } = await seenPlace(sent);
  const key = keyOfFlow(flow);
  const errors: FormErrors = {};
  const details = flowChanges(flow, form, errors);
  const name = newName(definition.flows, flow, form, errors);
  if (Object.keys(errors).length > 0) {
    const refused = { errors, typed: form.values };
    return show(await designerPage(visit, sent.id, lookedAt(definition, form), refused), 422);
  }
  const commands: EditCommand[] = [
    ...(Object.keys(details).length > 0 ? [{ kind: 'change-flow' as const, flow: key, details }] : []),
    ...(name === undefined ? [] : [{ kind: 'rename-flow' as const, flow: key, name }]),
  ];
  // A flow that a file gave no key goes by its name.
  return await doneInDraft(sent, commands, flowLink(sent.id, flow.stableKey ?? name ?? flow.name));
});

/** The name as it was typed; undefined where it is as it was printed, however a file has written it. */
function newName(flows: Flow[], flow: Flow, form: Form, errors: FormErrors): string | undefined {
  if (inOneLine(form.text('name')) === inOneLine(flow.name)) return undefined;
  const checked = checkForm({ name: flowFields.name }, form);
  if (!checked.ok) {
    Object.assign(errors, checked.errors);
    return undefined;
  }
  Object.assign(errors, nameTaken(flows, checked.output.name, flow));
  return checked.output.name;
}

type FlowDetails = Of<'change-flow'>['details'];

/** What else the form says otherwise than it was printed. */
function flowChanges(flow: Flow, form: Form, errors: FormErrors): FlowDetails {
  const description = form.text('description');
  const isDescribed = withPlainEnds(description) !== withPlainEnds(flow.description ?? '').trim();
  const checked = checkForm({ description: flowFields.description }, form);
  if (isDescribed && !checked.ok) Object.assign(errors, checked.errors);
  return {
    ...(isDescribed && { description }),
    ...runChanges(flow, form, saysSynchronous(flow, form), errors),
    ...(form.values.security !== undefined && calledDetails(flow, form, errors)),
    ...runDetails(flow, form),
  };
}

/** What becomes of its runs, where the form says something else than holds. */
function runDetails({ keepData, whenFailed }: Flow, form: Form): FlowDetails {
  const kept = (['always', 'on_failure', 'never'] as const).find((each) => each === form.text('keepData'));
  const failed = (['fail', 'pause'] as const).find((each) => each === form.text('whenFailed'));
  return {
    ...(kept && kept !== (keepData ?? 'always') && { keepData: kept }),
    ...(failed && failed !== (whenFailed ?? 'fail') && { whenFailed: failed }),
  };
}

/** A form without the field does not change it. */
function saysSynchronous(flow: Flow, form: Form): boolean {
  return form.values.security === undefined ? flow.isSynchronous === true : form.text('synchronous') !== '';
}

/** How the webhook of a flow is called, where the form says something else than holds. */
function calledDetails(flow: Flow, form: Form, errors: FormErrors): FlowDetails {
  const known = (['unsecured', 'customer_optional', 'customer_required', 'organization'] as const).find(
    (each) => each === form.text('security'),
  );
  const isSynchronous = form.text('synchronous') !== '';
  const before = flow.endpointSecurityType ?? 'customer_optional';
  const isChanged = known !== undefined && known !== before;
  const keys = form.text('keys').split(/\s+/).filter(Boolean);
  if (known === 'organization') {
    if (keys.some((key) => !SENDABLE.test(key)))
      errors.keys = 'A key has letters, digits and signs of English, at most 200. Type others.';
    else if (isChanged && keys.length === 0 && !flow.organizationApiKeys?.length)
      errors.keys = 'Type a key: without one nobody can call this flow.';
  }
  return {
    ...acceptance(flow, form, errors),
    ...(isSynchronous !== (flow.isSynchronous === true) && { isSynchronous }),
    ...(isChanged && { endpointSecurityType: known }),
    ...(known === 'organization' && keys.length > 0 && { organizationApiKeys: [...new Set(keys)] }),
  };
}

/** Which calls are taken, where the form says something else than holds. */
function acceptance(flow: Flow, form: Form, errors: FormErrors): FlowDetails {
  const allowedOrigins = form.text('origins').split(/\s+/).filter(Boolean);
  const fault = allowedOrigins.map(originFault).find((each) => each !== undefined);
  if (fault) errors.origins = fault;
  const lines = form.text('accepts').split('\n');
  const read = lines
    .map((line) => line.trim())
    .filter(Boolean)
    .map(readComparison);
  const wrong = read.find((each) => typeof each === 'string');
  if (wrong) errors.accepts = wrong;
  const acceptsWhen = read.filter((each) => typeof each !== 'string');
  const isSame = (before: unknown[] | null | undefined, now: unknown[]) =>
    JSON.stringify(before ?? []) === JSON.stringify(now);
  return {
    ...(!isSame(flow.allowedOrigins, allowedOrigins) && { allowedOrigins }),
    ...(!isSame(flow.acceptsWhen?.map(comparisonText), acceptsWhen.map(comparisonText)) && { acceptsWhen }),
  };
}

export const submitFlowMove = handler<'id'>(async ({ param, form, ...visit }) => {
  const sent = { ...visit, form, id: param('id') };
  const { definition, flow } = await seenPlace(sent);
  const at = Number(form.text('at'));
  if (!Number.isInteger(at) || at < 0 || at >= definition.flows.length)
    throw new AppError('bad_request', 'There is no such place for a flow. Open the page again.');
  const key = keyOfFlow(flow);
  return await doneInDraft(sent, [{ kind: 'move-flow', flow: key, at }], flowLink(sent.id, key));
});

export const submitFlowCopy = handler<'id'>(async ({ param, form, ...visit }) => {
  const sent = { ...visit, form, id: param('id') };
  const { definition, flow } = await seenPlace(sent);
  const name = freeName(`${flow.name} (copy)`, (tried) =>
    definition.flows.some((each) => each.name === tried),
  );
  const copy = copiedFlow(flow, name, () => crypto.randomUUID());
  const at = definition.flows.indexOf(flow) + 1;
  return await doneInDraft(sent, [{ kind: 'add-flow', flow: copy, at }], flowLink(sent.id, keyOfFlow(copy)));
});

export const submitFlowRemoval = handler<'id'>(async ({ param, form, ...visit }) => {
  const sent = { ...visit, form, id: param('id') };
  const { flow } = await seenPlace(sent);
  const key = keyOfFlow(flow);
  return await doneInDraft(sent, [{ kind: 'remove-flow', flow: key }], flowLink(sent.id, key));
});
